import { chromium, type Page } from 'playwright-core';

export interface Seen { readonly products: number; readonly order: string; readonly complaints: readonly string[] }

const PATIENCE = 60_000;

/** Opens /docs, signs in with the client's id and secret, executes a GET and the first example of an order. Gives both statuses and all that the page complained of. */
export async function tryInBrowser(base: string, { clientId, clientSecret }: { clientId: string; clientSecret: string }, executablePath: string): Promise<Seen> {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
    await page.goto(`${base}/docs`);
    await signIn(page, clientId, clientSecret);
    const products = await execute(page, '#operations-Catalogue-getProducts');
    const order = await execute(page, '#operations-Orders-postOrders');
    return { products: Number(products), order, complaints };
  } finally {
    await browser.close();
  }
}

async function signIn(page: Page, clientId: string, clientSecret: string): Promise<void> {
  await page.locator('.auth-wrapper .authorize').click();
  await page.locator('#client_id_clientCredentials').fill(clientId);
  await page.locator('#client_secret_clientCredentials').fill(clientSecret);
  await page.locator('.modal-ux button.authorize').click();
  await page.locator('.modal-ux').getByText('Logout').waitFor();
  await page.locator('.modal-ux .btn-done').click();
}

/** The status of the live answer. */
async function execute(page: Page, operation: string): Promise<string> {
  // With so many routes only what is near is drawn; a person looks for one by its tag.
  await page.locator('.operation-filter-input').fill(/^#operations-([A-Za-z]+)-/.exec(operation)![1]!);
  const block = page.locator(operation);
  await block.locator('.opblock-summary-control').click();
  await block.locator('button.execute').click();
  const status = block.locator('.live-responses-table tr.response .response-col_status');
  await status.waitFor();
  return (await status.innerText()).trim().slice(0, 3);
}
