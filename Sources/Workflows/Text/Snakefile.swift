extension WorkflowPlan {
  /// The workflow for Snakemake 8 or newer: a rule for each stage, and for each part of one that is cut.
  var snakefile: String {
    var text = head
    var before: String?
    for (index, step) in steps.enumerated() {
      let name = "\(index + 1)-\(step.command)"
      text += step.parts.isEmpty ? whole(step, name, after: before) : cut(step, name, after: before)
      before = name
    }
    return text + tail(after: before ?? "")
  }

  private var head: String {
    """
    # Stages by sessions, written by \(program) for Snakemake 8 or newer. In this folder:
    #
    #   snakemake --cores 4                          on this machine
    #   snakemake --executor slurm --jobs 100 \\
    #     --slurm-status-command squeue              on a cluster, with snakemake-executor-plugin-slurm
    #   snakemake --cores 4 --keep-going             the other sessions go on when one fails
    #   snakemake -n                                 says what would be done, and does nothing
    #   canns-analyze status .                       what is done, missing and stale
    #
    # A job is one stage of one session, or some draws of its null distribution. The results have the bytes that
    # 'canns-analyze run' gives. Sessions may be added to \(Self.tableFile); \(Self.chainFile) holds the chain. Other values
    # for a run: --config program=/path/to/canns-analyze threads=4 mem_mb=16000 runtime=600 (megabytes, minutes).
    import csv
    import re
    import shlex

    PROGRAM = config.get("program", "canns-analyze")
    THREADS = int(config.get("threads", \(threads)))
    MEMORY = int(config.get("mem_mb", 8000))
    MINUTES = int(config.get("runtime", 240))
    COMMON = \(pythonText(commonText))

    with open("\(Self.tableFile)", newline="") as table:
        SESSIONS = {row["session"]: row for row in csv.DictReader(table, delimiter="\\t")}


    def recording(wildcards):
        return SESSIONS[wildcards.session]["recording"]


    def options(wildcards):
        \"\"\"What this session alone is given: the columns whose names begin with two dashes.\"\"\"
        cells = SESSIONS[wildcards.session].items()
        return " ".join(shlex.quote(f"{name}={text}") for name, text in cells if name.startswith("--") and text)


    wildcard_constraints:
        session="|".join(re.escape(name) for name in SESSIONS),


    rule all:
        input:
            "group/group.html",

    """
  }

  /// A chain of one stage in its own job.
  private func whole(_ step: Step, _ name: String, after before: String?) -> String {
    rule(
      name, inputs: before.map { "before=\"done/{session}/\($0)\"" }, output: name,
      shell: [chain("-o sessions/{wildcards.session} --steps \(step.command)")])
  }

  private func cut(_ step: Step, _ name: String, after before: String?) -> String {
    let list = "PARTS_\(name.prefix { $0 != "-" })"
    let parts = step.parts.map { "\"\(Self.name(of: $0))\"" }.joined(separator: ", ")
    let range = "--\(step.rangeOption) {wildcards.first}:{wildcards.end}"
    let first = Self.name(of: step.parts[0])
    return "\n\(list) = [\(parts)]\n"
      + rule(
        "\(name)-part", inputs: before.map { "before=\"done/{session}/\($0)\"" }, output: "\(name).{first,\\d+}-{end,\\d+}",
        shell: [
          chain(
            "--from sessions/{wildcards.session} -o parts/{wildcards.session}/{wildcards.first}-{wildcards.end} "
              + "--steps \(step.command) \(range) --no-figures")
        ])
      + rule(
        name, inputs: "parts=expand(\"done/{{session}}/\(name).{part}\", part=\(list))", output: name,
        more: "parts=lambda wildcards: [f\"parts/{wildcards.session}/{part}\" for part in \(list)],",
        shell: [
          "if [ -e parts/{wildcards.session}/\(first)/\(step.stem).json ]; then",
          " {PROGRAM} merge sessions/{wildcards.session} {params.parts} {COMMON} --threads {threads}; fi;",
          " " + chain("-o sessions/{wildcards.session} --steps \(step.command)"),
        ])
  }

  private func chain(_ options: String) -> String {
    "{PROGRAM} run {input.recording:q} \(options) --pipeline {input.chain} {params.options} {COMMON} --threads {threads}"
  }

  private func rule(
    _ name: String, inputs: String?, output: String, more: String? = nil, shell: [String]
  ) -> String {
    let before = inputs.map { "\n        \($0)," } ?? ""
    let parameters = more.map { "\n        \($0)" } ?? ""
    return """

      rule step_\(name.replacing("-", with: "_")):
          input:
              recording=recording,
              chain="\(Self.chainFile)",\(before.replacing("\n        ", with: "\n        "))
          output:
              touch("done/{session}/\(output)"),
          params:
              options=options,\(parameters)
          threads: THREADS
          resources:
              mem_mb=MEMORY,
              runtime=MINUTES,
          shell:
              \(shell.map { "\"\($0)\"" }.joined(separator: "\n        "))

      """
  }

  private func tail(after before: String) -> String {
    """

    rule report:
        input:
            "done/{session}/\(before)",
        output:
            "sessions/{session}/report.html",
        resources:
            mem_mb=MEMORY,
            runtime=MINUTES,
        shell:
            "{PROGRAM} report sessions/{wildcards.session}"


    rule group:
        input:
            reports=expand("sessions/{session}/report.html", session=SESSIONS),
            table="\(Self.tableFile)",
        output:
            "group/group.html",
        resources:
            mem_mb=MEMORY,
            runtime=MINUTES,
        shell:
            "{PROGRAM} group {input.table} -o group"

    """
  }
}

/// A text as a literal of Python.
private func pythonText(_ text: String) -> String {
  "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
}
