import { type Machine, onPath, type Program } from './machine.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Where installers put a browser that is not on the `PATH`. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
    String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
  ],
};

/** The browsers that are installed here. Some may not start: a name can lead to a hint at another installer. */
export function installed(machine: Machine): readonly Program[] {
  const [platform = ''] = machine.kind.split('-');
  const places = (PLACES[platform] ?? []).filter((path) => machine.isProgram(path));
  return [...onPath(machine, NAMES), ...places].map((path) => ({ path }));
}
