/** Injection token of the intake. */
export const intakeToken = Symbol('Intake');
