echo packed
