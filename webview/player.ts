// The only timer of the panel: while it runs it says, once a frame, how many steps the pictures should move on.

export class Player {
  private frame: number | null = null;
  private last = 0;
  private owed = 0;
  private speed = 10;
  private readonly onSteps: (steps: number) => void;

  constructor(onSteps: (steps: number) => void) {
    this.onSteps = onSteps;
  }

  /** Plays at so many steps a second; 0 stops. Calling it again with the same speed changes nothing. */
  play(stepsPerSecond: number): void {
    if (stepsPerSecond === 0) {
      if (this.frame !== null) cancelAnimationFrame(this.frame);
      this.frame = null;
      return;
    }
    this.speed = stepsPerSecond;
    if (this.frame !== null) return;
    this.last = performance.now();
    this.owed = 0;
    this.frame = requestAnimationFrame(this.tick);
  }

  private readonly tick = (now: number): void => {
    this.frame = requestAnimationFrame(this.tick);
    // A tab that was hidden must not jump to the end when it comes back.
    const elapsed = Math.min(now - this.last, 250);
    this.last = now;
    this.owed += (elapsed / 1000) * this.speed;
    const steps = Math.floor(this.owed);
    if (steps === 0) return;
    this.owed -= steps;
    this.onSteps(steps);
  };
}
