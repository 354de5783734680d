"""The parts of the screens. Each function draws one thing and says what a person did to it."""
