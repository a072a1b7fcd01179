"""The vehicle that answers: air, hatches, fans, scrubbers, people, sensors, noses and the link.

Everything here is a pure function of the values passed in; it must never read a clock, a file
or chance, and never import another room but `engine.errors`.
"""
