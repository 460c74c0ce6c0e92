// Provider files of an operator's own, one for each way to sign in, all for the vendor in vendor.mjs.

const field = (name, secret = true, more = '') =>
  `[[credentials]]\nname = "${name}"\ntitle = "${name}"\ndescription = "What the vendor gave."\nsecret = ${secret}\n${more}`;

const TEAM = '[[connection_config]]\nname = "team"\ntitle = "Team"\ndescription = "The team."\npattern = "^[a-z]+$"\noptional = true\n';

/** The texts of the files by the providers' names. */
export function providerFiles(url) {
  const head = (name, mode, more = '') =>
    `name = "${name}"\ndisplay_name = "Lakeside (${mode})"\nauth_mode = "${mode}"\nsource = "these tests"\nallow_private = true\n${more}\n`;
  const proxy = (headers = '', verified = '') =>
    `[proxy]\nbase_url = "${url}/api"\nheaders = { ${headers} }\nallowed_hosts = ["127.0.0.1"]\n` +
    (verified && `[proxy.verification]\nmethod = "GET"\nendpoints = ["${verified}"]\n`);
  const tokens = `token_url = "${url}/oauth/token"\n`;
  return {
    'lake-key': head('lake-key', 'API_KEY') + proxy('x-key = "${apiKey}", x-team = "${connectionConfig.team}"', '/verify/key') + TEAM + field('apiKey'),
    'lake-basic': head('lake-basic', 'BASIC') + proxy('', '/verify/basic') + field('username', false) + field('password'),
    'lake-open': head('lake-open', 'NONE') + proxy() + TEAM,
    'lake-oauth':
      head('lake-oauth', 'OAUTH2', `${tokens}authorization_url = "${url}/oauth/authorize"\ntoken_params = { grant_type = "authorization_code" }`) + proxy(),
    'lake-clients':
      head('lake-clients', 'OAUTH2_CC', `${tokens}token_params = { grant_type = "client_credentials" }`) +
      proxy() + field('client_id', false) + field('client_secret'),
    'lake-steps':
      head('lake-steps', 'TWO_STEP', `${tokens}body_format = "json"\ntoken_params = { grant_type = "password", username = "\${credentials.username}", password = "\${credentials.password}" }`) +
      proxy('authorization = "Bearer ${accessToken}"') + field('username', false) + field('password'),
  };
}
