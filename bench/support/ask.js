const http = require("node:http");

/**
 * The answer to one request; anything but 200 is an error.
 *
 * @param {string} url
 * @param {import("./signed").Signed} signed
 * @param {http.Agent} [agent]
 * @returns {Promise<{ contentType: string, body: string }>}
 */
function ask(url, { path, headers }, agent) {
  return new Promise((resolve, reject) => {
    const options = agent === undefined ? { headers } : { headers, agent };
    const request = http.get(url + path, options, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (part) => (body += part));
      response.on("end", () => {
        if (response.statusCode !== 200) reject(new Error(`${response.statusCode} ${body}`));
        else resolve({ contentType: String(response.headers["content-type"]), body });
      });
    });
    request.on("error", reject);
  });
}

module.exports = { ask };
