"""The commands of `tourdetable`, by what they are for. Heavy imports stand inside the functions."""
