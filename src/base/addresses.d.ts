/** Where the built site keeps a module of the emulator: absolute addresses, what is imported first. Filled in by the build. */
declare module '*?addresses' {
  const addresses: readonly string[];
  export default addresses;
}
