/// The page of a group, in Mustache. Everything printed is `Markup`, hence the three braces.
let groupTemplate =
  pageTop(
    kind: "Group report",
    policy: "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{{{scriptDigest}}}'") + """
    <li><a href="#sessions">Sessions</a></li>
    <li><a href="#differences">What differs</a></li>
    {{#stages}}
    <li><a href="#{{{id}}}">{{{title}}}</a></li>
    {{/stages}}
    <li><a href="#files">Files</a></li>
    </ul>
    </div></nav>
    <main id="content">
    <section class="verdict" aria-labelledby="verdict-heading">
    <h2 id="verdict-heading">{{{heading}}}</h2>
    <p class="lead">{{{sentence}}}</p>
    </section>
    {{#hasNotes}}
    <section class="notes" aria-labelledby="notes-heading">
    <h2 id="notes-heading">Please note</h2>
    {{#notes}}
    <p>{{{.}}}</p>
    {{/notes}}
    {{#hasMoreNotes}}
    <details><summary>{{{moreNotesTitle}}}</summary>
    {{#moreNotes}}
    <p>{{{.}}}</p>
    {{/moreNotes}}
    </details>
    {{/hasMoreNotes}}
    </section>
    {{/hasNotes}}

    <section id="sessions" aria-labelledby="sessions-heading">
    <h2 id="sessions-heading">Sessions</h2>
    <p class="quiet screen">A name leads to the session's report. A column is sorted by its heading.</p>
    <div class="table sortable" role="region" tabindex="0" aria-labelledby="sessions-heading">{{{sessions}}}</div>
    </section>

    <section id="differences" aria-labelledby="differences-heading">
    <h2 id="differences-heading">What differs between the sessions</h2>
    {{#hasDifferences}}
    <p>Numbers of sessions that were analysed in different ways do not compare. In the strips below, a session that a stage \
    analysed in another way than most is an open diamond.</p>
    <div class="table" role="region" tabindex="0" aria-labelledby="differences-heading"><table>
    <thead><tr><th scope="col">Stage</th><th scope="col">What</th><th scope="col">Values</th></tr></thead>
    <tbody>
    {{#differences}}
    <tr><th scope="row">{{{stage}}}</th><td><code>{{{what}}}</code></td><td>{{{sides}}}</td></tr>
    {{/differences}}
    </tbody>
    </table></div>
    {{/hasDifferences}}
    {{^hasDifferences}}
    <p>Nothing: all sessions were analysed by the same version, with the same parameters and seed.</p>
    {{/hasDifferences}}
    </section>

    {{#stages}}
    <section id="{{{id}}}" aria-labelledby="{{{id}}}-heading">
    <h2 id="{{{id}}}-heading">{{{title}}}</h2>
    <p class="quiet">{{{count}}}</p>
    {{#hasStrips}}
    <div class="strips">
    {{#strips}}
    <figure class="strip"><figcaption><strong>{{{label}}}</strong><br><span class="quiet">{{{words}}}</span></figcaption>
    {{{plot}}}
    <div class="ends"><span>{{{least}}}</span><span>{{{largest}}}</span></div></figure>
    {{/strips}}
    </div>
    {{/hasStrips}}
    <details>
    <summary>All numbers of {{{title}}}</summary>
    <div class="table sortable" role="region" tabindex="0" aria-label="Numbers of {{{title}}}">{{{table}}}</div>
    </details>
    </section>
    {{/stages}}

    <section id="files" aria-labelledby="files-heading">
    <h2 id="files-heading">Files</h2>
    <dl>
    <dt><a href="./group.tsv">group.tsv</a></dt><dd>One row for each session, every number with all digits: \
    <code>pandas.read_csv("group.tsv", sep="\\t")</code></dd>
    <dt><a href="./group.json">group.json</a></dt><dd>The same with labels, units and what differs.</dd>
    <dt><a href="./canns_analyze_mqc.json">canns_analyze_mqc.json</a></dt><dd>Custom content for MultiQC: run \
    <code>multiqc</code> on this folder.</dd>
    </dl>
    </section>
    </main>
    </div>
    </div>
    <script>{{{script}}}</script>
    </body>
    </html>
    """
