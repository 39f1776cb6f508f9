/**
 * One ApplicationSet of a hundred kustomize overlays on two clusters: how long from `wheelhouse apply` until all two hundred
 * Applications are healthy, and at what cost, beside the same objects applied by a bare loop on clusters of the same kind.
 */
import { answer, numbersOf, say, startServices } from './parts/services.ts';

const { overlays } = numbersOf({ overlays: 100 });
const { world, floor, first } = await startServices({ overlays, floor: true });
await world.stop();
const above = Math.round((first.seconds - floor!.seconds) * 100) / 100;
say(`${above} s above the floor`);
answer({
  bench: 'first-sync',
  applications: overlays * 2,
  seconds: first.seconds,
  floorSeconds: floor!.seconds,
  secondsAboveFloor: above,
  cpuSeconds: first.cpu,
  floorKubernetesCpuSeconds: floor!.cpu.kubernetes,
});
