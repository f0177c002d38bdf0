import type { ShownRegister } from '../../../narration/register-words.ts';

/** Every register by field, from the tables of the specification. Marked is what changed since it was shown last. */
export function RegisterTable({ registers }: { readonly registers: readonly ShownRegister[] }) {
  return (
    <table className="register-table">
      <caption className="visually-hidden">Registers, as the guest’s driver reads them</caption>
      <thead>
        <tr>
          <th scope="col">Offset</th>
          <th scope="col">Register</th>
          <th scope="col">Value</th>
          <th scope="col">Fields</th>
        </tr>
      </thead>
      <tbody>
        {registers.map(({ name, title, offset, section, value, fields, isChanged }) => (
          <tr key={name}>
            <td>
              <code>{offset}</code>
            </td>
            <th scope="row" title={`${title}, section ${section}`}>
              {name}
            </th>
            <td>
              <code data-changed={isChanged}>{value}</code>
            </td>
            <td>
              <span className="register-fields">
                {fields.map((field) => (
                  <span key={field.name} title={field.help} data-set={field.isSet} data-changed={field.isChanged}>
                    {field.name} <code>{field.shown}</code>
                  </span>
                ))}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
