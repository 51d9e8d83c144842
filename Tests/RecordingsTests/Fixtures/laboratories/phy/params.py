import os
os.system('touch ran')
dat_path = ['raw.dat']
n_channels_dat = 1
dtype = 'int16'
offset = 0
sample_rate = 30_000.  # Hz
hp_filtered = False
