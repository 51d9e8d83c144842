import LearningModels
import Schema
import Stages

extension SpikeTimingTraining {
  public static func headline(_ result: SpikeTimingResult, parameters: SpikeTimingParameters) -> String {
    sentence {
      "\(percent(result.shareLow)) of the weights went to the lowest tenth of their range and \(percent(result.shareHigh)) to "
      "the highest (bimodality \(formatted(result.bimodality, digits: 3))); neurons fire at "
      "\(formatted(result.lastRate, digits: 3)) Hz"
      if let own = result.correlatedWeight, let other = result.otherWeight {
        "; inputs with a common source have a mean weight of \(formatted(own, digits: 3)), the others of "
        "\(formatted(other, digits: 3))"
      }
      "."
    }
  }

  public static func checks(_ result: SpikeTimingResult, parameters: SpikeTimingParameters) -> [QualityCheck] {
    [
      QualityCheck(
        "Neurons fire", .init(pass: result.lastRate >= 0.1 && result.lastRate <= 200, warn: result.lastRate > 0),
        found: "\(formatted(result.lastRate, digits: 3)) Hz in the last epoch",
        threshold: "pass from 0.1 to 200 Hz, fail for none"),
      QualityCheck(
        "Weights part in two", .init(pass: result.bimodality > 5.0 / 9, warn: true),
        found: "bimodality \(formatted(result.bimodality, digits: 3))", threshold: "pass above 0.556, that of even weights"),
    ]
  }

  public static func methods(_ parameters: SpikeTimingParameters, result: SpikeTimingResult) -> String {
    let neuron = parameters.neuron
    return sentence {
      "\(counted(parameters.outputs, "leaky integrate-and-fire neuron")) (threshold \(formatted(neuron.threshold)), reset "
      "\(formatted(neuron.reset)), leak \(formatted(neuron.leak)) a step of \(formatted(parameters.dt * 1000)) ms) "
      if parameters.patterns == ["poisson"] {
        "took random spikes from \(counted(parameters.synapses, "input")) at \(formatted(parameters.inputRate)) Hz, "
        "\(parameters.epochs) times \(formatted(parameters.duration)) s"
        if parameters.correlated > 0 {
          ", of which \(parameters.correlated) had a common source (correlation \(formatted(parameters.correlation)))"
        }
      } else {
        "took the inputs of \(parameters.patterns.joined(separator: ", ")), \(parameters.epochs) times"
      }
      ". Weights from \(formatted(parameters.lowest)) to \(formatted(parameters.highest))"
      if parameters.compat == .canns { ", at the start normal around 0 as in canns, and losing by spikes of the same step," }
      " learned by spike-timing-dependent plasticity with traces [@morrison2008; @song2000; @bi1998]: A+ "
      "\(formatted(parameters.potentiation)), A- \(formatted(parameters.depression)), decay \(formatted(neuron.traceDecay)) a "
      "step, rate \(formatted(parameters.rate))."
    }
  }
}
