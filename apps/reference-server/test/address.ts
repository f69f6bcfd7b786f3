/** Where the shops of the tests deliver to. */
export const ADDRESS = {
  name: 'Ada Lovelace',
  line1: '12 Analytical Way',
  city: 'Lincoln',
  region: 'NE',
  postal_code: '68508',
  country: 'US',
};
