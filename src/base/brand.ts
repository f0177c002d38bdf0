/** A number that carries its meaning in its type: `Iova` and `Gpa` are both numbers and not assignable to each other. */
export type Brand<Base, Name extends string> = Base & { readonly __brand: Name };
