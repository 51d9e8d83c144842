sample_rate = 1000.0
