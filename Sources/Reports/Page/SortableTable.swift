import ArrayFiles
import Foundation

/// Headings that sort, which stay in sight with the names of the rows.
let sortingStyle = """
  .sortable { max-height: 80vh; overflow: auto; }
  .sortable th[scope="row"] { position: sticky; left: 0; background: var(--ground); }
  .sortable thead th { position: sticky; top: 0; background: var(--ground); z-index: 1; }
  .sortable thead th:first-child { left: 0; z-index: 2; }
  .sortable td { font-variant-numeric: tabular-nums lining-nums; }
  .cells th[scope="row"] { max-width: 9rem; overflow-wrap: anywhere; }
  .cells .sentence { min-width: 22rem; }
  @media print { .sortable { max-height: none; } .cells .detail { display: none; } }
  th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: left; }
  th[aria-sort="ascending"] button::after { content: " ▲"; }
  th[aria-sort="descending"] button::after { content: " ▼"; }
  """

/// Sorts a table by the column whose heading is pressed. Cells without a number come last either way. The page allows this
/// script alone, by its checksum.
let sortingScript = """
  for (const button of document.querySelectorAll('th button')) button.addEventListener('click', () => {
    const head = button.closest('th'), body = head.closest('table').tBodies[0];
    const up = head.getAttribute('aria-sort') !== 'ascending', place = head.cellIndex;
    for (const other of head.parentElement.cells) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    const key = row => {
      const cell = row.cells[place], value = cell.dataset.v;
      return value === undefined ? cell.textContent.trim() : Number(value);
    };
    const isEmpty = value => value === '' || Number.isNaN(value);
    const rows = [...body.rows].map(row => [key(row), row]);
    rows.sort(([a], [b]) => {
      if (isEmpty(a) || isEmpty(b)) return isEmpty(a) - isEmpty(b);
      const order = typeof a === 'number' && typeof b === 'number' ? a - b
        : String(a).localeCompare(String(b), 'en', { numeric: true });
      return up ? order : -order;
    });
    for (const [, row] of rows) body.append(row);
  });
  """

/// As a Content-Security-Policy names a script.
func scriptDigest(_ text: String) throws -> String {
  let digits = Array(try sha256(text.utf8))
  let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
  return Data(bytes).base64EncodedString()
}
