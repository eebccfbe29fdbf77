// Reads {credential, did, list} from standard input and says what @digitalbazaar/vc thinks of it.
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const {credential, did, list} = JSON.parse(Buffer.concat(chunks).toString('utf8'));
const asked = [];

async function documentLoader(url) {
  asked.push(url);
  const method = did.verificationMethod.find(found => found.id === url);
  const document = method ? {'@context': did['@context'], ...method} : {[did.id]: did, [list.id]: list}[url];
  if(!document) throw new Error(`nobody should ask for ${url}`);
  return {url, document, documentUrl: url, contextUrl: null};
}

const suite = new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()});
const result = await vc.verifyCredential({credential, suite, documentLoader, checkStatus, verifyBitstringStatusListCredential: true});
const statuses = result.statusResult?.results?.map(found => found.status) ?? [];
console.log(JSON.stringify({verified: result.verified, statuses, asked, error: String(result.error?.errors ?? result.error ?? '')}));
