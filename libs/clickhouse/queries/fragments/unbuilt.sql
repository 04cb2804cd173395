-- Organisations of the window without a roll-up that stands.
SELECT count() FROM (@organisation-states) WHERE org NOT IN (SELECT org FROM (@standing-roll-ups))
