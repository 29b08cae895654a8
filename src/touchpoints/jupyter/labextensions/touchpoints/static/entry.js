// What JupyterLab loads of an extension. Nothing here is built: the modules beside this file are loaded as they are.
{
  const here = new URL(".", document.currentScript.src);
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("room.css", here) });
  document.head.append(style);
  // Python starts while JupyterLab is still being loaded; the server decides whether the notebook is the kit's.
  const { baseUrl, token, treePath = "" } = JSON.parse(document.getElementById("jupyter-config-data")?.textContent ?? "{}");
  const headers = token ? { Authorization: `token ${token}` } : { "X-XSRFToken": document.cookie.match(/_xsrf=([^;]*)/)?.[1] ?? "" };
  if (treePath.endsWith(".ipynb")) fetch(`${baseUrl}touchpoints/api/kernel?path=${encodeURIComponent(treePath)}`, { method: "POST", headers }).catch(() => {});
  let scope;
  // A module that JupyterLab shares, whatever its version.
  const shared = async (name) => (await Object.values(scope[name])[0].get())();
  (window._JUPYTERLAB ??= {}).touchpoints = {
    init: (given) => { scope = given; },
    get: async () => {
      const { plugin } = await import(new URL("room.js", here));
      const made = await plugin(shared);
      return () => ({ __esModule: true, default: made });
    },
  };
}
