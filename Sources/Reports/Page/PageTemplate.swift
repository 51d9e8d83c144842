import Schema

/// The page of the report, in Mustache. Everything printed is `Markup`, hence the three braces.
let pageTemplate =
  pageTop(
    kind: "Analysis report", policy: "default-src 'none'; style-src 'unsafe-inline'; img-src data:{{{scriptPolicy}}}") + """
    {{#contents}}
    <li><a href="#{{{target}}}">{{{label}}}</a></li>
    {{/contents}}
    </ul>
    </div></nav>
    <main id="content">
    <section class="verdict" id="verdict" aria-labelledby="verdict-heading">
    <h2 id="verdict-heading">{{{verdictLabel}}}</h2>
    {{#hasVerdictPicture}}
    <a class="evidence" href="#figure-{{{verdictFigure}}}">{{{verdictPicture}}}<br>Figure {{{verdictFigure}}}</a>
    {{/hasVerdictPicture}}
    <p class="lead">{{{verdictSentence}}}</p>
    {{#hasMeaning}}
    <p class="meaning">{{{meaning}}}</p>
    {{/hasMeaning}}
    {{#hasFindings}}
    <p class="findings">{{{findings}}}</p>
    {{/hasFindings}}
    {{#hasTally}}
    <ul class="tally" aria-label="Checks">
    {{#tally}}
    <li class="light {{{outcome}}}">{{{words}}}</li>
    {{/tally}}
    </ul>
    {{/hasTally}}
    {{#hasReasons}}
    <h3>Why</h3>
    <ul>
    {{#reasons}}
    <li>{{{.}}}</li>
    {{/reasons}}
    </ul>
    {{/hasReasons}}
    </section>
    {{#hasNotes}}
    <section class="notes" aria-labelledby="notes-heading">
    <h2 id="notes-heading">Please note</h2>
    {{#notes}}
    <p>{{{.}}}</p>
    {{/notes}}
    </section>
    {{/hasNotes}}

    <section id="checks" aria-labelledby="checks-heading">
    <h2 id="checks-heading">Checks</h2>
    {{#hasChecks}}
    <div class="table checks" role="region" tabindex="0" aria-labelledby="checks-heading"><table role="table">
    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Outcome</th>\
    <th scope="col" role="columnheader">Check</th><th scope="col" role="columnheader">Found</th>\
    <th scope="col" role="columnheader">Threshold</th></tr></thead>
    <tbody role="rowgroup">
    {{#checks}}
    <tr role="row"><td role="cell"><span class="light {{{outcome}}}">{{{words}}}</span></td>\
    <th scope="row" role="rowheader">{{{name}}}<br><span class="quiet">{{{stage}}}</span></th><td role="cell">{{{found}}}</td>\
    <td role="cell" class="quiet">{{{threshold}}}</td></tr>
    {{/checks}}
    </tbody>
    </table></div>
    {{/hasChecks}}
    {{^hasChecks}}
    <p>None of the stages makes a check.</p>
    {{/hasChecks}}
    </section>

    {{#sections}}
    <section id="{{{id}}}" aria-labelledby="{{{id}}}-heading">
    <h2 id="{{{id}}}-heading">{{{title}}}</h2>
    <p class="lead">{{{headline}}}</p>
    <p class="quiet">{{{run}}}</p>
    {{#figures}}
    <figure id="figure-{{{number}}}">
    {{#hasPicture}}
    <div class="card">{{{picture}}}</div>
    {{/hasPicture}}
    {{^hasPicture}}
    <p class="notes">{{{absence}}}</p>
    {{/hasPicture}}
    <figcaption><strong>Figure {{{number}}}.</strong> {{{caption}}} <span class="files screen">{{{sources}}}</span></figcaption>
    </figure>
    {{/figures}}
    {{#hasNumbers}}
    <h3>Numbers</h3>
    <div class="table" role="region" tabindex="0" aria-label="Numbers of {{{title}}}"><table>
    <thead><tr><th scope="col">Quantity</th><th scope="col">Value</th></tr></thead>
    <tbody>
    {{#numbers}}
    <tr><th scope="row">{{{label}}}</th><td>{{{value}}}</td></tr>
    {{/numbers}}
    </tbody>
    </table></div>
    {{/hasNumbers}}
    {{#hasDropped}}
    <h3>Left out</h3>
    <div class="table" role="region" tabindex="0" aria-label="Left out by {{{title}}}"><table>
    <thead><tr><th scope="col">Count</th><th scope="col">What</th><th scope="col">Reason</th></tr></thead>
    <tbody>
    {{#dropped}}
    <tr><td>{{{count}}}</td><th scope="row">{{{what}}}</th><td>{{{reason}}}</td></tr>
    {{/dropped}}
    </tbody>
    </table></div>
    {{/hasDropped}}
    {{^hasDropped}}
    <p class="quiet">Nothing was left out.</p>
    {{/hasDropped}}
    {{#hasStageWarnings}}
    <h3>Warnings</h3>
    <ul>
    {{#stageWarnings}}
    <li>{{{.}}}</li>
    {{/stageWarnings}}
    </ul>
    {{/hasStageWarnings}}
    {{#hasArrays}}
    <details>
    <summary>Arrays in {{{archiveName}}}</summary>
    <div class="table" role="region" tabindex="0" aria-label="Arrays of {{{title}}}"><table>
    <thead><tr><th scope="col">Array</th><th scope="col">Type</th><th scope="col">Shape</th><th scope="col">Unit</th>\
    <th scope="col">Meaning</th></tr></thead>
    <tbody>
    {{#arrays}}
    <tr><th scope="row"><code>{{{key}}}</code></th><td>{{{type}}}</td><td>{{{shape}}}</td><td>{{{unit}}}</td>\
    <td>{{{meaning}}}</td></tr>
    {{/arrays}}
    </tbody>
    </table></div>
    </details>
    {{/hasArrays}}
    </section>
    {{/sections}}
    {{#hasCells}}
    {{#cells}}
    <section id="cells" aria-labelledby="cells-heading">
    <h2 id="cells-heading">Cells</h2>
    <p class="quiet"><span class="screen">A column is sorted by its heading. Groups are what <code>--cells-from</code> takes. \
    </span>All columns, with all digits: <a href="./report-cells.csv">report-cells.csv</a>, \
    <a href="./report-cells.npz">report-cells.npz</a>.</p>
    <div class="table sortable cells" role="region" tabindex="0" aria-labelledby="cells-heading"><table>
    <thead><tr><th scope="col"><button type="button">Cell</button></th>\
    {{#hasMaps}}<th scope="col">Map<br><span class="quiet">{{{mapStage}}}</span></th>{{/hasMaps}}{{#columns}}\
    <th scope="col"{{{detail}}}><button type="button">{{{label}}}</button><br>\
    <span class="quiet">{{{stage}}}</span></th>{{/columns}}\
    </tr></thead>
    <tbody>
    {{#rows}}
    <tr><th scope="row">{{{cell}}}</th>{{#hasMaps}}<td>{{{map}}}</td>{{/hasMaps}}{{#values}}{{{.}}}{{/values}}</tr>
    {{/rows}}
    </tbody>
    </table></div>
    {{#hasRest}}
    <p class="quiet">{{{rest}}}</p>
    {{/hasRest}}
    </section>
    {{/cells}}
    {{/hasCells}}

    <section id="methods" aria-labelledby="methods-heading">
    <h2 id="methods-heading">Methods</h2>
    <p class="quiet screen">For the paper: made from the stages that were run, with their parameters.</p>
    <p>{{{methods}}}</p>
    <details class="screen">
    <summary>As Markdown with citation keys</summary>
    <pre>{{{methodsWithKeys}}}</pre>
    </details>
    </section>

    <section id="references" aria-labelledby="references-heading">
    <h2 id="references-heading">References</h2>
    {{#hasReferences}}
    <ol class="references">
    {{#references}}
    <li id="reference-{{{number}}}">{{{citation}}}{{#hasLink}} <a href="{{{address}}}">{{{address}}}</a>{{/hasLink}}</li>
    {{/references}}
    </ol>
    <p class="screen"><a href="{{{bibliography}}}" download="report.bib">Download as BibTeX</a></p>
    {{/hasReferences}}
    {{^hasReferences}}
    <p>None.</p>
    {{/hasReferences}}
    </section>

    <section id="parameters" aria-labelledby="parameters-heading">
    <h2 id="parameters-heading">Parameters</h2>
    <p>Parameters that somebody gave, on the command line or in a preset, are marked “● given” and set in bold; the others are \
    defaults.</p>
    {{#sections}}
    {{#hasParameters}}
    <div class="table" role="region" tabindex="0" aria-label="Parameters of {{{title}}}"><table>
    <caption>{{{title}}}</caption>
    <thead><tr><th scope="col">Parameter</th><th scope="col">Value</th><th scope="col">Unit</th><th scope="col">Default</th>\
    <th scope="col">Source</th></tr></thead>
    <tbody>
    {{#parameters}}
    <tr{{#isGiven}} class="given"{{/isGiven}}><th scope="row"><code>{{{name}}}</code></th><td>{{{value}}}</td>\
    <td>{{{unit}}}</td><td>{{{defaultValue}}}</td>\
    <td>{{#isGiven}}● given{{/isGiven}}{{^isGiven}}<span class="quiet">default</span>{{/isGiven}}</td></tr>
    {{/parameters}}
    </tbody>
    </table></div>
    {{/hasParameters}}
    {{/sections}}
    </section>

    <section id="again" aria-labelledby="again-heading">
    <h2 id="again-heading">To make this again</h2>
    {{#commands}}
    <pre><code>{{{.}}}</code></pre>
    {{/commands}}
    </section>

    <section id="provenance" aria-labelledby="provenance-heading">
    <h2 id="provenance-heading">Provenance</h2>
    <div class="table" role="region" tabindex="0" aria-label="Inputs"><table>
    <caption>Inputs</caption>
    <thead><tr><th scope="col">File</th><th scope="col">Size</th><th scope="col">SHA-256</th>\
    <th scope="col">Read by</th></tr></thead>
    <tbody>
    {{#inputs}}
    <tr><th scope="row">{{{file}}}</th><td>{{{size}}}</td><td class="digest">{{{digest}}}</td><td>{{{stages}}}</td></tr>
    {{/inputs}}
    </tbody>
    </table></div>
    {{#hasReadings}}
    <div class="table" role="region" tabindex="0" aria-label="How the inputs were read"><table>
    <caption>How the inputs were read</caption>
    <thead><tr><th scope="col">About</th><th scope="col">How sure</th><th scope="col">What was noticed</th>\
    <th scope="col">Read by</th></tr></thead>
    <tbody>
    {{#readings}}
    <tr{{#isDoubtful}} class="given"{{/isDoubtful}}><th scope="row">{{{about}}}</th><td>{{{level}}}</td>\
    <td>{{{words}}}</td><td>{{{stages}}}</td></tr>
    {{/readings}}
    </tbody>
    </table></div>
    {{/hasReadings}}
    <div class="table" role="region" tabindex="0" aria-label="Results"><table>
    <caption>Results</caption>
    <thead><tr><th scope="col">File</th><th scope="col">Size</th><th scope="col">SHA-256</th>\
    <th scope="col">Made from</th></tr></thead>
    <tbody>
    {{#sections}}
    <tr><th scope="row">{{{archive}}}</th><td>{{{archiveSize}}}</td><td class="digest">{{{archiveDigest}}}</td>\
    <td>{{{madeFrom}}}</td></tr>
    {{/sections}}
    </tbody>
    </table></div>
    <div class="table" role="region" tabindex="0" aria-label="Runs"><table>
    <caption>Runs</caption>
    <thead><tr><th scope="col">Stage</th><th scope="col">Program</th><th scope="col">Stage version</th>\
    <th scope="col">Time (UTC)</th><th scope="col">Seed</th><th scope="col">Threads</th><th scope="col">Took</th>\
    <th scope="col">Peak memory</th></tr></thead>
    <tbody>
    {{#sections}}
    <tr><th scope="row">{{{stage}}}</th><td>{{{madeBy}}}</td><td>{{{stageVersion}}}</td><td>{{{time}}}</td><td>{{{seed}}}</td>\
    <td>{{{threads}}}</td><td>{{{took}}}</td><td>{{{memory}}}</td></tr>
    {{/sections}}
    </tbody>
    </table></div>
    </section>

    <section id="warnings" aria-labelledby="warnings-heading">
    <h2 id="warnings-heading">Warnings</h2>
    {{#hasWarnings}}
    <ul>
    {{#warnings}}
    <li><strong>{{{source}}}:</strong> {{{words}}}</li>
    {{/warnings}}
    </ul>
    {{/hasWarnings}}
    {{^hasWarnings}}
    <p>None.</p>
    {{/hasWarnings}}
    </section>

    {{#hasOutdated}}
    <section id="outdated" class="outdated" aria-labelledby="outdated-heading">
    <h2 id="outdated-heading">Not up to date</h2>
    <p>These results are in the folder and do not belong to the others; nothing above is taken from them.</p>
    {{#outdated}}
    <h3>{{{title}}}</h3>
    <p>{{{reason}}} Make it again with:</p>
    <pre><code>{{{command}}}</code></pre>
    {{/outdated}}
    </section>
    {{/hasOutdated}}

    <section id="files" aria-labelledby="files-heading">
    <h2 id="files-heading">Files</h2>
    <p>Paths are relative to the folder of this report. Archives load with <code>numpy.load(…, allow_pickle=False)</code> or \
    any HDF5 reader.</p>
    {{#hasFigures}}
    <div class="table" role="region" tabindex="0" aria-label="Data behind the figures"><table>
    <thead><tr><th scope="col">Figure</th><th scope="col">Files</th><th scope="col">Data behind it</th></tr></thead>
    <tbody>
    {{#allFigures}}
    <tr><th scope="row"><a href="#figure-{{{number}}}">Figure {{{number}}}</a></th><td>{{{links}}}</td><td>{{{data}}}</td></tr>
    {{/allFigures}}
    </tbody>
    </table></div>
    {{/hasFigures}}
    </section>
    </main>
    </div>
    </div>
    {{#hasCells}}
    <script>{{{script}}}</script>
    {{/hasCells}}
    </body>
    </html>
    """
