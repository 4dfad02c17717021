"""Where every field of every object comes from: the same expansion once more, with values that know their origin."""
