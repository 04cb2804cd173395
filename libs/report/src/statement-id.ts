/** Id of a statement: a UUID in its usual form (RFC 9562 §4), of any version, lower case. */
export const statementIdPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
