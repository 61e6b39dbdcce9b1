"""What learns: teaching, SFT, PPO and evaluation. Imports ``agent`` only; nothing here yet."""
