/** Every migration, oldest first. A new one is a new line here. */
export const migrations: Function[] = [];
