import Plotting
import Schema
import Stages

/// What `help` explains besides commands.
enum HelpTopic: String, CaseIterable {
  case presets, pipeline, plotConfig = "plot-config", formats, options

  /// In a few words.
  var summary: String {
    switch self {
    case .presets: "the chains that come with the program, with all that they set"
    case .pipeline: "how a chain of one's own is written"
    case .plotConfig: "how figures look and how they are written"
    case .formats: "what is read and written"
    case .options: "the options that every command takes"
    }
  }

  /// The whole text.
  func text(_ registry: StageRegistry) -> String {
    let head = "canns-analyze help \(rawValue): \(summary)\n"
    return switch self {
    case .presets: head + presets(registry)
    case .pipeline: head + Self.pipelineText
    case .plotConfig: head + plotConfig
    case .formats: head + Self.formatsText
    case .options: head + options
    }
  }

  private func presets(_ registry: StageRegistry) -> String {
    registry.presets.map { preset in
      let steps = preset.steps.map { step in
        let settings = step.settings.map { "--\($0.name) \($0.text)" }.joined(separator: " ")
        let line = "\(step.stage)\(step.isOptional ? " (when the data have something for it)" : "")  \(settings)"
        return HelpText.wrapped(line, indent: 4)
      }
      return "\n\(preset.name): \(preset.purpose)\n" + steps.joined(separator: "\n") + "\n"
    }.joined() + """

      What a preset does not set has the default that 'canns-analyze help STAGE' shows. As a file to change:
        canns-analyze run RECORDING -o DIR --preset NAME --print-pipeline > chain.yaml

      """
  }

  private static let pipelineText = """

    A chain is a YAML file with a list of steps. Each names the command of a stage; its other keys are the options of that
    stage, without the dashes:

      name: my grid cells
      steps:
        - stage: embed
          sigma-ms: 100
        - stage: ratemaps
          optional: true          # go on when the data have nothing for it
        - stage: tda
          shuffles: 200

      canns-analyze run RECORDING -o DIR --pipeline chain.yaml

    Options on the command line win over the file; where two stages share a name, put the stage before it: --tda.components 6.
    A step that is there already, from the same input and with the same parameters, is not computed again.

    """

  private var plotConfig: String {
    func section(_ name: String, _ parameters: [ParameterInformation], _ defaults: [JSONValue.Member]) -> String {
      "\n\(name):\n"
        + zip(parameters, defaults).map { parameter, member in
          let help = OptionText(parameter, default: member.value.parameterText).help
          return HelpText.entry(parameter.name, help)
        }.joined()
    }
    return """

      --plot-config FILE.yaml has four sections, each of them optional; what is missing keeps its default:

        style:    {theme: dark, font_size: 8}
        files:    {formats: [svg, pdf], dpi: 300}
        movement: {formats: [mp4], fps: 30}
        figures:
          "*-barcode": {maximum_bars: 20, width: double}

      The figures of a command and their options: canns-analyze help --figures COMMAND.

      """
        + section("style", PlotStyle.parameters.map(\.information), PlotStyle().record)
        + section("files", FileSettings.parameters.map(\.information), FileSettings().record)
        + section("movement", Movement.parameters.map(\.information), Movement().record)
  }

  private static let formatsText = """

    Recordings are files or folders:
      NPZ, NPY               object arrays (pickles) are read as data and never executed
      NWB 2, HDF5            of any version of the file format
      MATLAB                 versions 5 and 7.3; sessions of known laboratories by their layout
      CSV, TSV, text         tables with a header; a folder of them (spikes, tracking) is one recording
      suite2p, Phy/Kilosort  folders
      CaImAn, Neurosuite, Axona, pynapple, SpikeInterface, DeepLabCut, SLEAP, Trodes

    Spikes may be ragged lists of times, one vector with an index or with a label for each spike, a matrix of counts with its
    bin width, or calcium traces. 'canns-analyze inspect FILE' says what was found, as what it was understood, and what was
    guessed. Names that are taken by themselves:
      spikes          spike, spikes, spike_times, spikes_mod1 …      time            t, time, times, timestamps
      position        x and y, position, positions, pos              head direction  head_direction, hd, azimuth, ang
      bin width       bin_width, dt (s)                              ROI signals     dff, F, roi
      field potential lfp, eeg, with fs or sampling_rate
    For the rest: --map spikes=/path,x=/path. Units that the file does not say: --position-unit, --time-unit, --angle-unit.

    Results are NPZ (numpy.load opens them with allow_pickle=False) or, with --archive h5, HDF5, each beside a JSON record.
    'canns-analyze convert IN OUT' writes recordings as NPZ, HDF5, NWB, MATLAB v5 or CSV, and decoded results as NWB.

    """

  private var options: String {
    let common = CommonOptions()
    return CommonOptions.Part.allCases.map { part in
      "\n\(part.rawValue):\n"
        + CommonOptions.parameters.filter { CommonOptions.part(of: $0.information.name) == part }.map {
          HelpText.entry(OptionText($0.information, default: $0.value(in: common).parameterText))
        }.joined()
    }.joined()
  }
}
