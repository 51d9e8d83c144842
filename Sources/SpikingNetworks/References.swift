import Schema

// The works behind neurons and sources, encoders, connections, synapses, plasticity and what is read out.

extension Reference {
  // MARK: - Programs whose names are used

  /// The names of neurons, encoders, decoders, generators, rewards and actions of SPAIC.
  public static let hong2024 = Reference(
    key: "hong2024",
    authors: "Hong, C., Yuan, M., Zhang, M., Wang, X., Zhang, C., Wang, J., Pan, G. and Tang, H.", year: 2024,
    title: "SPAIC: a spike-based artificial intelligence computing framework",
    source: "IEEE Computational Intelligence Magazine 19, 51-65", doi: "10.1109/MCI.2023.3327842")

  /// The names of NeurAI, which has no paper.
  public static let neurai2023 = Reference(
    key: "neurai2023", authors: "Zhejiang Lab", year: 2023,
    title: "NeurAI documentation: building and running a network for brain simulation (undated page)",
    source: "https://community.nanhubrain.com/docs", doi: "")

  /// NEST, whose conventions of steps, delays and generators are followed.
  public static let gewaltig2007 = Reference(
    key: "gewaltig2007", authors: "Gewaltig, M.-O. and Diesmann, M.", year: 2007,
    title: "NEST (NEural Simulation Tool)", source: "Scholarpedia 2, 1430", doi: "10.4249/scholarpedia.1430")

  /// BindsNET, from which SPAIC has its neurons in whole numbers.
  public static let hazan2018 = Reference(
    key: "hazan2018",
    authors: "Hazan, H., Saunders, D. J., Khan, H., Patel, D., Sanghavi, D. T., Siegelmann, H. T. and Kozma, R.", year: 2018,
    title: "BindsNET: a machine learning-oriented spiking neural networks library in Python",
    source: "Frontiers in Neuroinformatics 12, 89", doi: "10.3389/fninf.2018.00089")

  // MARK: - Neurons

  /// Exact integration of linear equations.
  public static let rotter1999 = Reference(
    key: "rotter1999", authors: "Rotter, S. and Diesmann, M.", year: 1999,
    title: "Exact digital simulation of time-invariant linear systems with applications to neuronal modeling",
    source: "Biological Cybernetics 81, 381-402", doi: "10.1007/s004220050570")

  /// The networks of current and conductance neurons.
  public static let vogels2005 = Reference(
    key: "vogels2005", authors: "Vogels, T. P. and Abbott, L. F.", year: 2005,
    title: "Signal propagation and logic gating in networks of integrate-and-fire neurons",
    source: "Journal of Neuroscience 25, 10786-10795", doi: "10.1523/JNEUROSCI.3508-05.2005")

  /// The integrate-and-fire neuron and where it comes from.
  public static let abbott1999 = Reference(
    key: "abbott1999", authors: "Abbott, L. F.", year: 1999,
    title: "Lapicque's introduction of the integrate-and-fire model neuron (1907)",
    source: "Brain Research Bulletin 50, 303-304", doi: "10.1016/S0361-9230(99)00161-6")

  /// Leaky neurons, driven by currents and by spikes.
  public static let burkitt2006 = Reference(
    key: "burkitt2006", authors: "Burkitt, A. N.", year: 2006,
    title: "A review of the integrate-and-fire neuron model: I. Homogeneous synaptic input",
    source: "Biological Cybernetics 95, 1-19", doi: "10.1007/s00422-006-0068-6")

  /// Neurons whose potential is a sum of kernels.
  public static let gerstner1995 = Reference(
    key: "gerstner1995", authors: "Gerstner, W.", year: 1995,
    title: "Time structure of the activity in neural network models", source: "Physical Review E 51, 738-758",
    doi: "10.1103/PhysRevE.51.738")

  /// Kernels of input and own spikes that learn.
  public static let gu2019 = Reference(
    key: "gu2019", authors: "Gu, P., Xiao, R., Pan, G. and Tang, H.", year: 2019,
    title: "STCA: spatio-temporal credit assignment with delayed feedback in deep spiking neural networks",
    source: "Proceedings of the 28th International Joint Conference on Artificial Intelligence, 1366-1372",
    doi: "10.24963/ijcai.2019/189")

  /// A threshold that spikes raise.
  public static let bellec2018 = Reference(
    key: "bellec2018", authors: "Bellec, G., Salaj, D., Subramoney, A., Legenstein, R. and Maass, W.", year: 2018,
    title: "Long short-term memory and learning-to-learn in networks of spiking neurons",
    source: "Advances in Neural Information Processing Systems 31, 787-797", doi: "")

  /// A reset that subtracts the threshold.
  public static let rueckauer2017 = Reference(
    key: "rueckauer2017", authors: "Rueckauer, B., Lungu, I.-A., Hu, Y., Pfeiffer, M. and Liu, S.-C.", year: 2017,
    title: "Conversion of continuous-valued deep networks to efficient event-driven networks for image classification",
    source: "Frontiers in Neuroscience 11, 682", doi: "10.3389/fnins.2017.00682")

  /// A time constant that is learned.
  public static let fang2021 = Reference(
    key: "fang2021", authors: "Fang, W., Yu, Z., Chen, Y., Masquelier, T., Huang, T. and Tian, Y.", year: 2021,
    title: "Incorporating learnable membrane time constant to enhance learning of spiking neural networks",
    source: "Proceedings of the IEEE/CVF International Conference on Computer Vision, 2661-2671",
    doi: "10.1109/ICCV48922.2021.00266")

  /// A network that learns digits, and its neurons.
  public static let diehl2015 = Reference(
    key: "diehl2015", authors: "Diehl, P. U. and Cook, M.", year: 2015,
    title: "Unsupervised learning of digit recognition using spike-timing-dependent plasticity",
    source: "Frontiers in Computational Neuroscience 9, 99", doi: "10.3389/fncom.2015.00099")

  /// Two equations for all kinds of firing.
  public static let izhikevich2003 = Reference(
    key: "izhikevich2003", authors: "Izhikevich, E. M.", year: 2003, title: "Simple model of spiking neurons",
    source: "IEEE Transactions on Neural Networks 14, 1569-1572", doi: "10.1109/TNN.2003.820440")

  /// An exponential upstroke and adaptation.
  public static let brette2005 = Reference(
    key: "brette2005", authors: "Brette, R. and Gerstner, W.", year: 2005,
    title: "Adaptive exponential integrate-and-fire model as an effective description of neuronal activity",
    source: "Journal of Neurophysiology 94, 3637-3642", doi: "10.1152/jn.00686.2005")

  /// Five levels of integrate-and-fire neurons.
  public static let teeter2018 = Reference(
    key: "teeter2018", authors: "Teeter, C., Iyer, R., Menon, V., Gouwens, N., Feng, D., Berg, J. et al.", year: 2018,
    title: "Generalized leaky integrate-and-fire models classify multiple neuron types",
    source: "Nature Communications 9, 709", doi: "10.1038/s41467-017-02717-4")

  /// Sodium and potassium of the squid's axon.
  public static let hodgkin1952 = Reference(
    key: "hodgkin1952", authors: "Hodgkin, A. L. and Huxley, A. F.", year: 1952,
    title: "A quantitative description of membrane current and its application to conduction and excitation in nerve",
    source: "Journal of Physiology 117, 500-544", doi: "10.1113/jphysiol.1952.sp004764")

  /// Heights, critical inhibition and modes of a bump.
  public static let fung2010 = Reference(
    key: "fung2010", authors: "Fung, C. C. A., Wong, K. Y. M. and Wu, S.", year: 2010,
    title: "A moving bump in a continuous manifold: a comprehensive study of the tracking dynamics of continuous attractor "
      + "neural networks",
    source: "Neural Computation 22, 752-792", doi: "10.1162/neco.2009.07-08-824")

  /// Rates of populations.
  public static let wilson1972 = Reference(
    key: "wilson1972", authors: "Wilson, H. R. and Cowan, J. D.", year: 1972,
    title: "Excitatory and inhibitory interactions in localized populations of model neurons",
    source: "Biophysical Journal 12, 1-24", doi: "10.1016/S0006-3495(72)86068-5")

  /// The chip whose whole numbers are repeated.
  public static let shen2016 = Reference(
    key: "shen2016", authors: "Shen, J., Ma, D., Gu, Z., Zhang, M., Zhu, X., Xu, X., Xu, Q., Shen, Y. and Pan, G.",
    year: 2016, title: "Darwin: a neuromorphic hardware co-processor based on spiking neural networks",
    source: "Science China Information Sciences 59, 023401", doi: "10.1007/s11432-015-5511-7")

  /// Learning by the time of a spike.
  public static let bohte2002 = Reference(
    key: "bohte2002", authors: "Bohte, S. M., Kok, J. N. and La Poutré, H.", year: 2002,
    title: "Error-backpropagation in temporally encoded networks of spiking neurons",
    source: "Neurocomputing 48, 17-37", doi: "10.1016/S0925-2312(01)00658-0")

  // MARK: - Sources, encoders and readouts

  /// Poisson spikes, rates and kernels of spike trains.
  public static let dayan2001 = Reference(
    key: "dayan2001", authors: "Dayan, P. and Abbott, L. F.", year: 2001,
    title: "Theoretical neuroscience: computational and mathematical modeling of neural systems", source: "MIT Press", doi: "")

  /// What the first spikes say.
  public static let thorpe2001 = Reference(
    key: "thorpe2001", authors: "Thorpe, S., Delorme, A. and Van Rullen, R.", year: 2001,
    title: "Spike-based strategies for rapid processing", source: "Neural Networks 14, 715-725",
    doi: "10.1016/S0893-6080(01)00083-1")

  /// The ring of head direction.
  public static let zhang1996 = Reference(
    key: "zhang1996", authors: "Zhang, K.", year: 1996,
    title: "Representation of spatial orientation by the intrinsic dynamics of the head-direction cell ensemble: a theory",
    source: "Journal of Neuroscience 16, 2112-2126", doi: "10.1523/JNEUROSCI.16-06-02112.1996")

  /// The distance of two spike trains as smoothed courses.
  public static let vanRossum2001 = Reference(
    key: "vanrossum2001", authors: "van Rossum, M. C. W.", year: 2001, title: "A novel spike distance",
    source: "Neural Computation 13, 751-763", doi: "10.1162/089976601300014321")

  /// Rewards, actions and how they are drawn.
  public static let sutton2018 = Reference(
    key: "sutton2018", authors: "Sutton, R. S. and Barto, A. G.", year: 2018,
    title: "Reinforcement learning: an introduction, second edition", source: "MIT Press", doi: "")

  /// Dopamine that acts on what was just eligible.
  public static let izhikevich2007 = Reference(
    key: "izhikevich2007", authors: "Izhikevich, E. M.", year: 2007,
    title: "Solving the distal reward problem through linkage of STDP and dopamine signaling",
    source: "Cerebral Cortex 17, 2443-2452", doi: "10.1093/cercor/bhl152")

  // MARK: - Connections and synapses

  /// What the rules of connections mean.
  public static let senk2022 = Reference(
    key: "senk2022", authors: "Senk, J., Kriener, B., Djurfeldt, M., Voges, N., Jiang, H.-J., Schüttler, L. et al.",
    year: 2022, title: "Connectivity concepts in neuronal network modeling",
    source: "PLOS Computational Biology 18, e1010086", doi: "10.1371/journal.pcbi.1010086")

  /// Rings of neighbours of which some are moved.
  public static let watts1998 = Reference(
    key: "watts1998", authors: "Watts, D. J. and Strogatz, S. H.", year: 1998,
    title: "Collective dynamics of 'small-world' networks", source: "Nature 393, 440-442", doi: "10.1038/30918")

  /// Windows that share their weights, and means of windows.
  public static let leCun1998 = Reference(
    key: "lecun1998", authors: "LeCun, Y., Bottou, L., Bengio, Y. and Haffner, P.", year: 1998,
    title: "Gradient-based learning applied to document recognition", source: "Proceedings of the IEEE 86, 2278-2324",
    doi: "10.1109/5.726791")

  /// The reverse of a convolution.
  public static let zeiler2010 = Reference(
    key: "zeiler2010", authors: "Zeiler, M. D., Krishnan, D., Taylor, G. W. and Fergus, R.", year: 2010,
    title: "Deconvolutional networks",
    source: "IEEE Conference on Computer Vision and Pattern Recognition, 2528-2535", doi: "10.1109/CVPR.2010.5539957")

  /// The largest of a window.
  public static let riesenhuber1999 = Reference(
    key: "riesenhuber1999", authors: "Riesenhuber, M. and Poggio, T.", year: 1999,
    title: "Hierarchical models of object recognition in cortex", source: "Nature Neuroscience 2, 1019-1025",
    doi: "10.1038/14819")

  /// Traces of synapses.
  public static let destexhe1994 = Reference(
    key: "destexhe1994", authors: "Destexhe, A., Mainen, Z. F. and Sejnowski, T. J.", year: 1994,
    title: "Synthesis of models for excitable membranes, synaptic transmission and neuromodulation using a common kinetic "
      + "formalism",
    source: "Journal of Computational Neuroscience 1, 195-230", doi: "10.1007/BF00961734")

  /// Gap junctions.
  public static let bennett2004 = Reference(
    key: "bennett2004", authors: "Bennett, M. V. L. and Zukin, R. S.", year: 2004,
    title: "Electrical coupling and neuronal synchronization in the mammalian brain", source: "Neuron 41, 495-511",
    doi: "10.1016/S0896-6273(04)00043-1")

  /// Units that are left out at random.
  public static let srivastava2014 = Reference(
    key: "srivastava2014", authors: "Srivastava, N., Hinton, G., Krizhevsky, A., Sutskever, I. and Salakhutdinov, R.",
    year: 2014, title: "Dropout: a simple way to prevent neural networks from overfitting",
    source: "Journal of Machine Learning Research 15, 1929-1958", doi: "")

  /// Mean and variance of a batch taken out.
  public static let ioffe2015 = Reference(
    key: "ioffe2015", authors: "Ioffe, S. and Szegedy, C.", year: 2015,
    title: "Batch normalization: accelerating deep network training by reducing internal covariate shift",
    source: "Proceedings of Machine Learning Research 37, 448-456", doi: "")

  // MARK: - Learning

  /// Plasticity that is caught up when a source spikes.
  public static let morrison2007 = Reference(
    key: "morrison2007", authors: "Morrison, A., Aertsen, A. and Diesmann, M.", year: 2007,
    title: "Spike-timing-dependent plasticity in balanced random networks", source: "Neural Computation 19, 1437-1467",
    doi: "10.1162/neco.2007.19.6.1437")

  /// Growth and fall as powers of the weight.
  public static let gutig2003 = Reference(
    key: "gutig2003", authors: "Gütig, R., Aharonov, R., Rotter, S. and Sompolinsky, H.", year: 2003,
    title: "Learning input correlations through nonlinear temporally asymmetric Hebbian plasticity",
    source: "Journal of Neuroscience 23, 3697-3714", doi: "10.1523/JNEUROSCI.23-09-03697.2003")

  /// Pairs and triplets.
  public static let pfister2006 = Reference(
    key: "pfister2006", authors: "Pfister, J.-P. and Gerstner, W.", year: 2006,
    title: "Triplets of spikes in a model of spike timing-dependent plasticity",
    source: "Journal of Neuroscience 26, 9673-9682", doi: "10.1523/JNEUROSCI.1425-06.2006")

  /// Spike timing and reward.
  public static let florian2007 = Reference(
    key: "florian2007", authors: "Florian, R. V.", year: 2007,
    title: "Reinforcement learning through modulation of spike-timing-dependent synaptic plasticity",
    source: "Neural Computation 19, 1468-1502", doi: "10.1162/neco.2007.19.6.1468")

  /// Neurons that decide by the timing of spikes.
  public static let gutig2006 = Reference(
    key: "gutig2006", authors: "Gütig, R. and Sompolinsky, H.", year: 2006,
    title: "The tempotron: a neuron that learns spike timing-based decisions", source: "Nature Neuroscience 9, 420-428",
    doi: "10.1038/nn1643")

  /// Slopes in the place of a spike's.
  public static let neftci2019 = Reference(
    key: "neftci2019", authors: "Neftci, E. O., Mostafa, H. and Zenke, F.", year: 2019,
    title: "Surrogate gradient learning in spiking neural networks", source: "IEEE Signal Processing Magazine 36, 51-63",
    doi: "10.1109/MSP.2019.2931595")

  /// A normal density as the slope.
  public static let wu2018 = Reference(
    key: "wu2018", authors: "Wu, Y., Deng, L., Li, G., Zhu, J. and Shi, L.", year: 2018,
    title: "Spatio-temporal backpropagation for training high-performance spiking neural networks",
    source: "Frontiers in Neuroscience 12, 331", doi: "10.3389/fnins.2018.00331")

  /// A fast sigmoid.
  public static let zenke2018 = Reference(
    key: "zenke2018", authors: "Zenke, F. and Ganguli, S.", year: 2018,
    title: "SuperSpike: supervised learning in multilayer spiking neural networks",
    source: "Neural Computation 30, 1514-1541", doi: "10.1162/neco_a_01086")
}
