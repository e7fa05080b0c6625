"""The model: checked assumptions go in, arrays per calendar year come out. Knows no screen and no concept."""
