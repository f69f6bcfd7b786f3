import type { HeldProduct } from './state.ts';

const STOCK = 100;

const SOLD: readonly (readonly [
  id: string,
  name: string,
  description: string,
  category: string,
  price: number,
])[] = [
  ['prd_bananas', 'Bananas', 'Six, ripe in two days', 'fruit', 199],
  ['prd_apples', 'Apples', 'A bag of 1 kg, from the valley', 'fruit', 449],
  ['prd_lemons', 'Lemons', 'Four, unwaxed', 'fruit', 279],
  ['prd_tomatoes', 'Tomatoes', 'On the vine, 500 g', 'vegetables', 349],
  ['prd_potatoes', 'Potatoes', 'Waxy, 2 kg', 'vegetables', 399],
  ['prd_spinach', 'Baby spinach', 'Washed, 200 g', 'vegetables', 299],
  ['prd_milk', 'Whole milk', 'One litre', 'dairy', 189],
  ['prd_oat_drink', 'Oat drink', 'One litre, without sugar', 'dairy', 259],
  ['prd_butter', 'Butter', 'Salted, 250 g', 'dairy', 429],
  ['prd_eggs', 'Eggs', 'Ten, from hens that run free', 'dairy', 499],
  ['prd_sourdough', 'Sourdough bread', 'A loaf of 750 g, baked this morning', 'bakery', 599],
  ['prd_croissants', 'Croissants', 'Four, with butter', 'bakery', 649],
  ['prd_coffee', 'Coffee beans', 'Dark roast, 500 g', 'pantry', 1499],
  ['prd_pasta', 'Spaghetti', '500 g', 'pantry', 179],
  ['prd_olive_oil', 'Olive oil', 'Extra virgin, 500 ml', 'pantry', 1099],
];

/** What a shop sells when it opens. */
export function openingProducts(): readonly HeldProduct[] {
  return SOLD.map(([id, name, description, category, price]) => ({
    object: { id, name, description, category, price, currency: 'usd' },
    stock: STOCK,
  }));
}
