import type { ShownRegister } from '../../../narration/register-words.ts';

export interface RegisterTableProps {
  readonly registers: readonly ShownRegister[];
  /** Every bit; otherwise what the bits that are set mean, of registers that have any. */
  readonly isFull: boolean;
}

/** Every register by field, from the tables of the specification. Marked is what changed since it was shown last. */
export function RegisterTable({ registers, isFull }: RegisterTableProps) {
  return (
    <table className="register-table">
      <caption className="visually-hidden">Registers, as the guest’s driver reads them</caption>
      <thead>
        <tr>
          {isFull && <th scope="col">Offset</th>}
          <th scope="col">Register</th>
          {isFull && <th scope="col">Value</th>}
          <th scope="col">{isFull ? 'Fields' : 'What it says'}</th>
        </tr>
      </thead>
      <tbody>
        {registers
          .filter(({ fields }) => isFull || fields.some(({ isSet }) => isSet))
          .map((register) => (
            <Row key={register.name} register={register} isFull={isFull} />
          ))}
      </tbody>
    </table>
  );
}

function Row({ register, isFull }: { readonly register: ShownRegister; readonly isFull: boolean }) {
  const { name, title, offset, section, value, fields, isChanged } = register;
  const shown = isFull ? fields : fields.filter(({ isSet }) => isSet);
  return (
    <tr>
      {isFull && (
        <td>
          <code>{offset}</code>
        </td>
      )}
      <th scope="row" title={`${title}, section ${section}`}>
        {isFull ? name : title}
      </th>
      {isFull && (
        <td>
          <code data-changed={isChanged}>{value}</code>
        </td>
      )}
      <td>
        <span className="register-fields">
          {shown.map((field) => (
            <span key={field.name} title={field.help} data-set={field.isSet} data-changed={field.isChanged}>
              {isFull ? (
                <>
                  {field.name} <code>{field.shown}</code>
                </>
              ) : (
                field.says
              )}
            </span>
          ))}
        </span>
      </td>
    </tr>
  );
}
