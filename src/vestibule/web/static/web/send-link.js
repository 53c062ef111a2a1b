// "Send a link to this page": addresses typed with semicolons are handed with commas to one's own mail program (NEW-5).

const link = document.getElementById("page-send-link");
const dialog = document.getElementById("page-send");
const addresses = document.getElementById("page-send-addresses");

link?.addEventListener("click", (event) => {
  event.preventDefault();
  dialog.returnValue = "";
  dialog.showModal();
});

dialog?.addEventListener("close", () => {
  if (dialog.returnValue !== "send") return;
  const to = addresses.value.split(/[;,]/).map((address) => address.trim()).filter(Boolean);
  const query = link.getAttribute("href").split("?")[1];
  window.location.href = `mailto:${to.map(encodeURIComponent).join(",").replaceAll("%40", "@")}?${query}`;
});
