/** How often others could be answered while a call was. */
export async function turnsDuring(call: Promise<unknown>): Promise<number> {
  let [turns, done] = [0, false];
  const finished = call.finally(() => {
    done = true;
  });
  const count = () => {
    turns += 1;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  await finished;
  return turns;
}
