export { AuthStage, MailStage } from './auth-stage.js';
export { auditOf, freshAddress, PASSWORD, signUp } from './accounts.js';
export { authSettings, startTestApp, type TestApp } from './test-app.js';
export { Browser } from './browser.js';
export { startTestProvider, type Person, type TestProvider } from './test-provider.js';
export { signedIn, type SignedInUser } from './signed-in.js';
export { startTestMailbox, type MailTrouble, type ReceivedMail, type TestMailbox } from './test-mailbox.js';
