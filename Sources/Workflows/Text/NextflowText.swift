extension WorkflowPlan {
  /// An example for Nextflow: one process for the whole chain of a session, and one for the group. In the strict syntax, which
  /// is the only one from 26.04 on (https://docs.seqera.io/nextflow/strict-syntax): closures name their parameters.
  var nextflow: String {
    """
    // The chain over all sessions, written by \(program) as an example for Nextflow: nextflow run main.nf
    //
    // One task is the whole chain of a session; Snakefile and slurm/ beside this file also cut the null distributions.
    params.program = 'canns-analyze'

    process ANALYSE {
        tag "$session"
        cpus \(threads)
        memory '8 GB'
        publishDir 'nextflow', mode: 'copy'

        input:
        tuple val(session), path(recording), val(options), path(chain)

        output:
        path "$session"

        script:
        \"\"\"
        ${params.program} run $recording -o $session --pipeline $chain $options \(groovyText(commonText)) \\
            --threads ${task.cpus}
        \"\"\"
    }

    process GROUP {
        publishDir 'nextflow', mode: 'copy'

        input:
        path sessions

        output:
        path 'group'

        script:
        \"\"\"
        ${params.program} group $sessions -o group
        \"\"\"
    }

    workflow {
        rows = channel.fromPath("${projectDir}/\(Self.tableFile)").splitCsv(header: true, sep: '\\t')
        tasks = rows.map { row ->
            def given = row.findAll { name, value -> name.startsWith('--') && value }
            def options = given.collect { name, value -> "'${name}=${value}'" }.join(' ')
            def recording = row.recording.startsWith('/') ? row.recording : "${projectDir}/${row.recording}"
            tuple(row.session, file(recording), options, file("${projectDir}/\(Self.chainFile)"))
        }
        GROUP(ANALYSE(tasks).collect())
    }

    """
  }
}

/// A text inside of a triple-quoted one of Groovy.
private func groovyText(_ text: String) -> String { text.replacing("\\", with: "\\\\").replacing("$", with: "\\$") }
