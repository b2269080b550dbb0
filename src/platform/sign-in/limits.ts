/** Length of a password chosen by a person. */
export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 128;
