/**
 * What is wrong with the name of a time zone, in words, or nothing. Names are those of the IANA database, in its case: an unknown
 * one is an error everywhere, never UTC.
 */
export function timeZoneProblem(name: string): string | undefined {
  // Intl also takes offsets (`+01:00`); the database has `Etc/GMT-1` for that.
  const canonical = /^[A-Za-z]/.test(name) ? canonicalName(name) : undefined;
  if (canonical === undefined) return 'is no time zone of the IANA database, such as Europe/Berlin';
  const otherCase = canonical !== name && canonical.toLowerCase() === name.toLowerCase();
  if (otherCase) return `is written ${canonical}`;
  return /^[A-Z]/.test(name) ? undefined : 'is no time zone of the IANA database in that case';
}

function canonicalName(timeZone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
