// widget: one line of script that puts the chat on another website, inside a frame of its own.

(() => {
  const script = document.currentScript;
  const home = new URL(script.src).origin;
  const side = script.dataset.side === "left" ? "left" : "right";
  const lang = script.dataset.lang || (document.documentElement.lang || "en").slice(0, 2);
  const label = script.dataset.label || (lang === "es" ? "¿Preguntas legales?" : "Legal questions?");
  const closeLabel = lang === "es" ? "Cerrar el chat" : "Close the chat";

  const style = (node, rules) => Object.assign(node.style, rules);
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.setAttribute("aria-expanded", "false");
  style(button, {
    position: "fixed", bottom: "1rem", [side]: "1rem", zIndex: "2147483646", padding: ".85rem 1.25rem",
    border: "2px solid #fffdf9", borderRadius: "999px", background: "#17595a", color: "#ffffff",
    font: "600 1rem/1.2 system-ui, sans-serif", cursor: "pointer", boxShadow: "0 4px 18px rgba(0,0,0,.25)",
  });

  let frame = null;
  const makeFrame = () => {
    const address = new URL("/embed", home);
    address.searchParams.set("lang", lang);
    address.searchParams.set("page_url", location.origin + location.pathname);
    const made = document.createElement("iframe");
    made.src = address.href;
    made.title = "Sidebar";
    made.allow = "";
    style(made, {
      position: "fixed", bottom: "5rem", [side]: "1rem", zIndex: "2147483646", border: "0",
      width: "min(26rem, calc(100vw - 2rem))", height: "min(42rem, calc(100vh - 7rem))",
      borderRadius: "16px", boxShadow: "0 10px 40px rgba(0,0,0,.3)", background: "#f6f4ef", colorScheme: "normal",
    });
    document.body.append(made);
    return made;
  };

  const toggle = () => {
    const opening = !frame || frame.hidden;
    frame ??= makeFrame();
    frame.hidden = !opening;
    frame.style.display = opening ? "block" : "none";
    button.textContent = opening ? closeLabel : label;
    button.setAttribute("aria-expanded", String(opening));
    if (opening) frame.focus();
  };

  button.addEventListener("click", toggle);
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !frame || frame.hidden) return;
    toggle();
    button.focus();
  });
  document.body.append(button);
})();
