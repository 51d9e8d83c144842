"""Models that learn, by canns; prints lines of JSON.

usage: python learning_peer.py recall|linear

recall: a memory of 128 x 128 neurons stores four random pictures and recalls three with 30 % reversed, 20 steps each.
linear: Oja's, Sanger's and the BCM rule, 784 -> 10, 5,000 random patterns a pass; three passes each, the first with the time that
the compiler takes.
"""

import json
import resource
import sys
import time

import numpy as np


def measured(body, **more):
    wall, cpu = time.perf_counter(), time.process_time()
    outcome = body()
    line = dict(wall=time.perf_counter() - wall, cpu=time.process_time() - cpu, outcome=str(outcome), **more)
    line["peak_memory_MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(line), flush=True)


random = np.random.default_rng(1)
if sys.argv[1] == "recall":
    from canns.models.brain_inspired import AmariHopfieldNetwork
    from canns.trainer import HebbianTrainer

    neurons = 128 * 128
    pictures = [np.where(random.random(neurons) < 0.5, -1.0, 1.0).astype("float32") for _ in range(4)]
    trainer = HebbianTrainer(AmariHopfieldNetwork(num_neurons=neurons, asyn=False))
    measured(lambda: trainer.train(pictures), work="store")
    for index in range(3):
        start = pictures[index].copy()
        start[random.random(neurons) < 0.3] *= -1

        def recall():
            end = np.asarray(trainer.predict(start, num_iter=20, show_progress=False))
            return np.mean(end == pictures[index])

        measured(recall, work="recall-20")
else:
    from canns.models.brain_inspired import LinearLayer
    from canns.trainer import BCMTrainer, OjaTrainer, SangerTrainer

    patterns = list(random.random((5000, 784)).astype("float32"))
    for name, kind, options in (
        ("oja", OjaTrainer, {}), ("sanger", SangerTrainer, {}), ("bcm", BCMTrainer, dict(use_bcm_threshold=True))):
        model = LinearLayer(784, 10, **options)
        trainer = kind(model, learning_rate=1e-4)
        for _ in range(3):

            def one_pass():
                trainer.train(patterns)
                return np.linalg.norm(np.asarray(model.W.value))

            measured(one_pass, work=name)
