extension WorkflowPlan {
  /// The work as files of command lines, one task a line: each file waits for the one before it.
  var slurmTasks: [(name: String, text: String)] {
    func file(_ name: String, _ lines: [String]) -> (name: String, text: String) {
      ("slurm/\(name)", lines.joined(separator: "\n") + "\n")
    }
    var files: [(name: String, text: String)] = []
    if let cut, let place = steps.firstIndex(of: cut) {
      if place > 0 {
        let names = steps[..<place].map(\.command)
        files.append(file("1-prepare.tasks", sessions.map { run($0, steps: names) }))
      }
      files.append(file("2-parts.tasks", sessions.flatMap { session in cut.parts.map { part($0, of: cut, session) } }))
      files.append(file("3-finish.tasks", sessions.map { "\(merge(cut, $0)) && \(run($0))" }))
    } else {
      files.append(file("3-finish.tasks", sessions.map { run($0) }))
    }
    return files + [file("4-group.tasks", ["canns-analyze group \(Self.tableFile) -o group --skip-missing"])]
  }

  /// Hands the tasks to SLURM, as arrays that wait for each other.
  var slurmSubmission: String {
    """
    #!/bin/sh
    # Hands the work to SLURM: sh slurm/submit.sh [options of sbatch, such as --partition NAME --time 8:00:00]
    #
    # Every line of a .tasks file is one task of an array; a file waits for the one before it. What is done is not done again,
    # so the same command goes on where a job was killed or ran out of time. Without SLURM, in this folder:
    #   for tasks in slurm/*.tasks; do parallel --jobs 4 < "$tasks"; done
    set -eu
    cd "$(dirname "$0")/.."
    mkdir -p slurm/logs
    # Clusters take arrays of up to MaxArraySize tasks, 1001 where nobody changed it.
    most=${MOST:-1000}
    after=
    for tasks in slurm/*.tasks; do
      total=$(wc -l < "$tasks")
      jobs=
      start=0
      while [ "$start" -lt "$total" ]; do
        count=$((total - start))
        [ "$count" -le "$most" ] || count=$most
        job=$(sbatch --parsable $after --array=1-"$count" --job-name="$(basename "$tasks" .tasks)" \\
          --output="slurm/logs/%x-%A_%a.txt" "$@" slurm/task.sbatch "$tasks" "$start")
        jobs="$jobs:${job%%;*}"
        start=$((start + count))
      done
      echo "$tasks: $total tasks, job ${jobs#:}"
      # A session that failed keeps the others from nothing.
      after="--dependency=afterany$jobs"
    done

    """
  }

  /// One task of an array.
  var slurmTask: String {
    """
    #!/bin/sh
    #SBATCH --cpus-per-task=\(threads)
    #SBATCH --mem=8000
    #SBATCH --time=04:00:00
    # Runs one line of a file of tasks: the number of the task in the array, behind the lines of earlier arrays. The program
    # itself takes SLURM_CPUS_PER_TASK as its number of threads and SLURM_MEM_PER_NODE as its limit of memory.
    set -eu
    line=$(sed -n "$(($2 + SLURM_ARRAY_TASK_ID))p" "$1")
    echo "$line"
    eval "$line"

    """
  }
}
