"use strict";
// Passkeys: asks the browser for one and posts its answer as an ordinary form.
(() => {
  if (!window.PublicKeyCredential) return;

  const toBytes = (text) => {
    const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  };
  const toText = (buffer) => {
    let signs = "";
    for (const byte of new Uint8Array(buffer)) signs += String.fromCharCode(byte);
    return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const keys = (list) => (list || []).map((key) => ({ ...key, id: toBytes(key.id) }));

  const make = (asked) => {
    const wanted = asked.publicKey;
    return navigator.credentials.create({
      publicKey: {
        ...wanted,
        challenge: toBytes(wanted.challenge),
        user: { ...wanted.user, id: toBytes(wanted.user.id) },
        excludeCredentials: keys(wanted.excludeCredentials),
        authenticatorSelection: {
          ...wanted.authenticatorSelection,
          residentKey: "required",
          requireResidentKey: true,
          userVerification: "required",
        },
      },
    });
  };
  const show = (asked) => {
    const wanted = asked.publicKey;
    return navigator.credentials.get({
      publicKey: {
        ...wanted,
        challenge: toBytes(wanted.challenge),
        allowCredentials: keys(wanted.allowCredentials),
      },
    });
  };
  const answer = (key) => {
    const said = { clientDataJSON: toText(key.response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[name]) said[name] = toText(key.response[name]);
    }
    return JSON.stringify({
      id: key.id,
      rawId: toText(key.rawId),
      type: key.type,
      response: said,
      clientExtensionResults: key.getClientExtensionResults(),
    });
  };
  const written = () => JSON.parse(document.getElementById("passkey-options").textContent);
  const fetched = async (form) => {
    const reply = await fetch(form.action, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    return (await reply.json()).request_options;
  };
  const ceremonies = {
    ask: async (form) => show(await fetched(form)),
    show: async () => show(written().request_options),
    make: async () => make(written().creation_options),
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const fault = form.querySelector("[data-fault]");
    form.hidden = false;
    form.querySelector("button").disabled = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      fault.hidden = true;
      try {
        const key = await ceremonies[form.dataset.passkey](form);
        form.querySelector("[name=credential]").value = answer(key);
        // Whose the computer is, is ticked once for both ways in.
        const tick = document.querySelector("input[type=checkbox][name=shared]");
        if (tick && form.elements.shared) form.elements.shared.value = tick.checked ? "on" : "";
        form.submit();
      } catch {
        fault.hidden = false;
      }
    });
  }
})();
