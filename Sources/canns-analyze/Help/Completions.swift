import Schema

/// A shell that the program writes completions for.
enum CompletionShell: String, CaseIterable {
  case bash, zsh, fish

  /// The script, from the table of commands.
  func script(_ commands: [Command]) -> String {
    switch self {
    case .bash: bash(commands)
    case .zsh: zsh(commands)
    case .fish: fish(commands)
    }
  }

  private var topics: [String] { HelpTopic.allCases.map(\.rawValue) }

  // MARK: - bash

  private func bash(_ commands: [Command]) -> String {
    let names = commands.map(\.name)
    var values: [String] = []
    var cases: [String] = []
    for command in commands {
      let options = command.offeredOptions()
      cases.append("    \(command.name)) options=\"\(options.map(\.word).joined(separator: " "))\" ;;")
      for option in options where !option.choices.isEmpty {
        values.append("    '\(command.name) \(option.word)') values=\"\(option.choices.joined(separator: " "))\" ;;")
      }
    }
    return """
      # Completion of canns-analyze for bash: canns-analyze completions bash > /etc/bash_completion.d/canns-analyze
      _canns_analyze() {
        local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}
        local options= values=
        COMPREPLY=()
        if [ "$COMP_CWORD" -eq 1 ]; then
          COMPREPLY=($(compgen -W "\((names + ["help", "version"]).joined(separator: " "))" -- "$current"))
          return
        fi
        if [ "$command" = help ]; then
          COMPREPLY=($(compgen -W "\((names + topics).joined(separator: " "))" -- "$current"))
          return
        fi
        case "$command $previous" in
      \(values.joined(separator: "\n"))
        esac
        if [ -n "$values" ]; then
          COMPREPLY=($(compgen -W "$values" -- "$current"))
          return
        fi
        case $command in
      \(cases.joined(separator: "\n"))
        esac
        case $current in
          -*) COMPREPLY=($(compgen -W "$options" -- "$current")) ;;
          *) COMPREPLY=($(compgen -f -- "$current")) ;;
        esac
      }
      complete -o filenames -F _canns_analyze canns-analyze

      """
  }

  // MARK: - zsh

  private func zsh(_ commands: [Command]) -> String {
    /// Quotes end the word, brackets the description, colons a part.
    func shown(_ text: String) -> String {
      text.replacing("'", with: "’").replacing("[", with: "(").replacing("]", with: ")").replacing(":", with: "\\:")
        .replacing("\\", with: "\\\\").replacing("\\\\:", with: "\\:")
    }
    let listed = commands.map { "    '\($0.name):\(shown($0.summary))'" }
    let cases = commands.map { command -> String in
      let options = command.offeredOptions().map { option -> String in
        let value = option.choices.isEmpty ? ":value:_files" : ":value:(\(option.choices.joined(separator: " ")))"
        return "        '*\(option.word)[\(shown(option.help))]\(option.takesValue ? value : "")' \\\n"
      }
      return "      \(command.name))\n        _arguments \\\n\(options.joined())        '*:file:_files' ;;"
    }
    return """
      #compdef canns-analyze
      # Completion of canns-analyze for zsh: canns-analyze completions zsh > ~/.zfunc/_canns-analyze
      _canns_analyze() {
        local -a commands topics
        commands=(
      \(listed.joined(separator: "\n"))
          'help:explain a command or a topic'
          'version:versions of program and stages'
        )
        topics=(\(topics.joined(separator: " ")))
        if (( CURRENT == 2 )); then
          _describe 'command' commands
          return
        fi
        shift words
        (( CURRENT-- ))
        case $words[1] in
          help) _describe 'command' commands; compadd -a topics ;;
      \(cases.joined(separator: "\n"))
        esac
      }
      if [ "$funcstack[1]" = "_canns-analyze" ]; then _canns_analyze "$@"; else compdef _canns_analyze canns-analyze; fi

      """
  }

  // MARK: - fish

  private func fish(_ commands: [Command]) -> String {
    func quoted(_ text: String) -> String {
      "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
    let place = "~/.config/fish/completions/canns-analyze.fish"
    var lines = ["# Completion of canns-analyze for fish: canns-analyze completions fish > \(place)"]
    for command in commands {
      lines.append("complete -c canns-analyze -n __fish_use_subcommand -a \(command.name) -d \(quoted(command.summary))")
    }
    lines.append("complete -c canns-analyze -n __fish_use_subcommand -a help -d 'explain a command or a topic'")
    lines.append("complete -c canns-analyze -n __fish_use_subcommand -a version -d 'versions of program and stages'")
    let words = (commands.map(\.name) + topics).joined(separator: " ")
    lines.append("complete -c canns-analyze -f -n '__fish_seen_subcommand_from help' -a '\(words)'")
    for command in commands {
      for option in command.offeredOptions() {
        var line = "complete -c canns-analyze -n '__fish_seen_subcommand_from \(command.name)' -l \(option.word.dropFirst(2))"
        if option.takesValue { line += " -r" }
        if !option.choices.isEmpty { line += " -f -a '\(option.choices.joined(separator: " "))'" }
        lines.append(line + " -d \(quoted(option.help))")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
