import Schema

extension Reference {
  /// The associative memory of two-state neurons and its energy.
  public static let hopfield1982 = Reference(
    key: "hopfield1982", authors: "Hopfield, J. J.", year: 1982,
    title: "Neural networks and physical systems with emergent collective computational abilities",
    source: "Proceedings of the National Academy of Sciences USA 79, 2554-2558", doi: "10.1073/pnas.79.8.2554")

  /// The same with graded neurons, and the entropy term of the energy.
  public static let hopfield1984 = Reference(
    key: "hopfield1984", authors: "Hopfield, J. J.", year: 1984,
    title: "Neurons with graded response have collective computational properties like those of two-state neurons",
    source: "Proceedings of the National Academy of Sciences USA 81, 3088-3092", doi: "10.1073/pnas.81.10.3088")

  /// The capacity of the memory by mean-field theory.
  public static let amit1985 = Reference(
    key: "amit1985", authors: "Amit, D. J., Gutfreund, H. and Sompolinsky, H.", year: 1985,
    title: "Storing infinite numbers of patterns in a spin-glass model of neural networks",
    source: "Physical Review Letters 55, 1530-1533", doi: "10.1103/PhysRevLett.55.1530")

  /// The capacity without a single error.
  public static let mcEliece1987 = Reference(
    key: "mceliece1987", authors: "McEliece, R. J., Posner, E. C., Rodemich, E. R. and Venkatesh, S. S.", year: 1987,
    title: "The capacity of the Hopfield associative memory", source: "IEEE Transactions on Information Theory 33, 461-482",
    doi: "10.1109/TIT.1987.1057328")

  /// The memory that forgets what it dreams.
  public static let hopfield1983 = Reference(
    key: "hopfield1983", authors: "Hopfield, J. J., Feinstein, D. I. and Palmer, R. G.", year: 1983,
    title: "'Unlearning' has a stabilizing effect in collective memories", source: "Nature 304, 158-159",
    doi: "10.1038/304158a0")

  /// Neurons that find the first principal component.
  public static let oja1982 = Reference(
    key: "oja1982", authors: "Oja, E.", year: 1982, title: "A simplified neuron model as a principal component analyzer",
    source: "Journal of Mathematical Biology 15, 267-273", doi: "10.1007/BF00275687")

  /// Neurons that find the principal components in order.
  public static let sanger1989 = Reference(
    key: "sanger1989", authors: "Sanger, T. D.", year: 1989,
    title: "Optimal unsupervised learning in a single-layer linear feedforward neural network",
    source: "Neural Networks 2, 459-473", doi: "10.1016/0893-6080(89)90044-0")

  /// Neurons that find the last component.
  public static let oja1992 = Reference(
    key: "oja1992", authors: "Oja, E.", year: 1992, title: "Principal components, minor components, and linear neural networks",
    source: "Neural Networks 5, 927-935", doi: "10.1016/S0893-6080(05)80089-9")

  /// The rule with a threshold that slides.
  public static let bienenstock1982 = Reference(
    key: "bienenstock1982", authors: "Bienenstock, E. L., Cooper, L. N. and Munro, P. W.", year: 1982,
    title:
      "Theory for the development of neuron selectivity: orientation specificity and binocular interaction in visual cortex",
    source: "Journal of Neuroscience 2, 32-48", doi: "10.1523/JNEUROSCI.02-01-00032.1982")

  /// Competition of synapses by the timing of spikes.
  public static let song2000 = Reference(
    key: "song2000", authors: "Song, S., Miller, K. D. and Abbott, L. F.", year: 2000,
    title: "Competitive Hebbian learning through spike-timing-dependent synaptic plasticity",
    source: "Nature Neuroscience 3, 919-926", doi: "10.1038/78829")

  /// The window of spike timing in cultured neurons.
  public static let biPoo1998 = Reference(
    key: "bi1998", authors: "Bi, G. and Poo, M.", year: 1998,
    title: "Synaptic modifications in cultured hippocampal neurons: dependence on spike timing, synaptic strength, and "
      + "postsynaptic cell type",
    source: "Journal of Neuroscience 18, 10464-10472", doi: "10.1523/JNEUROSCI.18-24-10464.1998")

  /// Plasticity by traces.
  public static let morrison2008 = Reference(
    key: "morrison2008", authors: "Morrison, A., Diesmann, M. and Gerstner, W.", year: 2008,
    title: "Phenomenological models of synaptic plasticity based on spike timing",
    source: "Biological Cybernetics 98, 459-478", doi: "10.1007/s00422-008-0233-1")
}
