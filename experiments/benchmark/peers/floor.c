/* The reference workload as a compiler sees it: one pass over residents and those they know. */
void step(int residents, const int *begins, const int *known, const double *start, const double *stubborn,
          const double *threshold, const double *draw, double base, double slope, const double *opinion,
          const unsigned char *active, double *next_opinion, unsigned char *next_active) {
    for (int row = 0; row < residents; row++) {
        double heard = 0.0;
        int around = 0, first = begins[row], last = begins[row + 1];
        for (int place = first; place < last; place++) {
            heard += opinion[known[place]];
            around += active[known[place]];
        }
        double share = 1.0 / (last - first);
        double moved = (1.0 - stubborn[row]) * (heard * share) + stubborn[row] * start[row];
        moved = moved < -1.0 ? -1.0 : moved > 1.0 ? 1.0 : moved;
        next_opinion[row] = moved;
        next_active[row] = around * share >= threshold[row] && draw[row] < base + slope * moved;
    }
}
