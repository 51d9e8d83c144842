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

  /// What is no command of the table, with what it does.
  private var others: [(name: String, summary: String)] {
    [
      ("help", "explain a command or a topic"), ("version", "versions of program and stages"),
      ("completions", "a completion for the shell"), ("man", "pages of the manual, -o DIR"),
    ]
  }
  private var shells: String { Self.allCases.map(\.rawValue).joined(separator: " ") }

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
      for word in command.words() {
        let files = word.orFiles ? "; files=yes" : ""
        values.append("    '\(command.name) \(word.previous)') values=\"\(word.words.joined(separator: " "))\"\(files) ;;")
      }
    }
    return """
      # Completion of canns-analyze for bash: canns-analyze completions bash > /etc/bash_completion.d/canns-analyze
      _canns_analyze() {
        local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}
        local options= values= files=
        COMPREPLY=()
        if [ "$COMP_CWORD" -eq 1 ]; then
          COMPREPLY=($(compgen -W "\((names + others.map(\.name)).joined(separator: " "))" -- "$current"))
          return
        fi
        if [ "$command" = help ]; then
          COMPREPLY=($(compgen -W "\((names + topics).joined(separator: " "))" -- "$current"))
          return
        fi
        case "$command $previous" in
          'completions completions') values="\(shells)" ;;
      \(values.joined(separator: "\n"))
        esac
        if [ -n "$values" ] && [ "${current#-}" = "$current" ]; then
          COMPREPLY=($(compgen -W "$values" -- "$current"))
          # A name of a file may hold blanks.
          [ -z "$files" ] || mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$current")
          return
        fi
        case $command in
      \(cases.joined(separator: "\n"))
        esac
        case $current in
          -*) COMPREPLY=($(compgen -W "$options" -- "$current")) ;;
          *) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
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
    let listed = (commands.map { ($0.name, $0.summary) } + others.map { ($0.name, $0.summary) })
      .map { "    '\($0.0):\(shown($0.1))'" }
    let cases = commands.map { command -> String in
      let options = command.offeredOptions().map { option -> String in
        let value = option.choices.isEmpty ? ":value:_files" : ":value:(\(option.choices.joined(separator: " ")))"
        return "        '*\(option.word)[\(shown(option.help))]\(option.takesValue ? value : "")' \\\n"
      }
      let operands = command.words().enumerated().map { index, word -> String in
        let list = "(\(word.words.joined(separator: " ")))"
        let action = word.orFiles ? "{_alternative \"names:name:\(list)\" \"files:file:_files\"}" : list
        return "        '\(index + 1):name:\(action)' \\\n"
      }
      let shown = options.joined() + operands.joined()
      return "      \(command.name))\n        _arguments \\\n\(shown)        '*:file:_files' ;;"
    }
    return """
      #compdef canns-analyze
      # Completion of canns-analyze for zsh: canns-analyze completions zsh > ~/.zfunc/_canns-analyze
      _canns_analyze() {
        local -a commands topics
        commands=(
      \(listed.joined(separator: "\n"))
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
          completions) compadd \(shells) ;;
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
    for other in others {
      lines.append("complete -c canns-analyze -n __fish_use_subcommand -a \(other.name) -d \(quoted(other.summary))")
    }
    lines.append("complete -c canns-analyze -f -n '__fish_seen_subcommand_from completions' -a '\(shells)'")
    let words = (commands.map(\.name) + topics).joined(separator: " ")
    lines.append("complete -c canns-analyze -f -n '__fish_seen_subcommand_from help' -a '\(words)'")
    for command in commands {
      for word in command.words() {
        let list = word.words.joined(separator: " ")
        var condition = "__fish_seen_subcommand_from \(command.name)"
        condition +=
          word.previous == command.name
          ? "; and not __fish_seen_subcommand_from \(list)" : "; and __fish_seen_subcommand_from \(word.previous)"
        lines.append("complete -c canns-analyze\(word.orFiles ? "" : " -f") -n '\(condition)' -a '\(list)'")
      }
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
