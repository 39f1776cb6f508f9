/** Functions that templates of Argo CD may use and that are not there yet: an error that says so is better than a guess. */
export const NOT_YET: ReadonlySet<string> = new Set(
  [
    // Dates: they need a clock, which rendering must not have.
    'ago date date_in_zone date_modify dateInZone dateModify duration durationRound htmlDate htmlDateInZone',
    'must_date_modify mustDateModify mustToDate now toDate unixEpoch',
    // Chance: two renderings would differ.
    'randAlphaNum randAlpha randAscii randNumeric randInt randBytes shuffle uuidv4',
    // Keys and certificates.
    'bcrypt htpasswd genPrivateKey derivePassword buildCustomCert genCA genCAWithKey genSelfSignedCert',
    'genSelfSignedCertWithKey genSignedCert genSignedCertWithKey encryptAES decryptAES',
    'abbrevboth snakecase camelcase kebabcase wrap wrapWith sha1sum sha512sum adler32sum add1f addf subf divf mulf',
    'osBase osClean osDir osExt osIsAbs b32enc b32dec semver semverCompare urlParse urlJoin hello',
  ].flatMap((line) => line.split(' ')),
);
