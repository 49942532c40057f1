/** A parcel that is planned to leave a location on a day; kept for locations with a calendar, so that their capacity is counted. */
export interface PlannedParcel {
  readonly orderId: string;
  readonly location: string;
  /** YYYY-MM-DD, local to the location. */
  readonly day: string;
}

/** Parcels planned per location and day. The locations of a batch are locked, so that nobody else plans there at the same time. */
export class Parcels {
  readonly added: PlannedParcel[] = [];
  private readonly counts = new Map<string, number>();

  constructor(planned: ReadonlyArray<{ readonly location: string; readonly day: string; readonly count: number }> = []) {
    for (const { location, day, count } of planned) this.counts.set(`${location}\t${day}`, count);
  }

  planned(location: string, day: string): number {
    return this.counts.get(`${location}\t${day}`) ?? 0;
  }

  plan(parcel: PlannedParcel): void {
    const key = `${parcel.location}\t${parcel.day}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    this.added.push(parcel);
  }
}
