// One durable write, the same for all peers: told, as the product tells it, when IndexedDB says that it is on disk.
let database;

export const opening = new Promise((done, failed) => {
  const request = indexedDB.open("answers", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("answers");
  request.onsuccess = () => done((database = request.result));
  request.onerror = () => failed(request.error);
});

export function save(key, value) {
  const transaction = database.transaction("answers", "readwrite", { durability: "strict" });
  transaction.objectStore("answers").put(value, key);
  transaction.oncomplete = () =>
    document.dispatchEvent(new CustomEvent("assess:durable", { detail: { at: performance.now() } }));
}
