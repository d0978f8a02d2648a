#include "cli/interval.h"

#include <math.h>

/* The regularised incomplete beta function by its continued fraction (Lentz's method; DLMF 8.17.22). */
static double
beta_fraction(double a, double b, double x)
{
	const double tiny = 1e-300;
	double c = 1, d = 1 - (a + b) * x / (a + 1);
	d = 1 / (fabs(d) < tiny ? tiny : d);
	double result = d;
	for (int m = 1; m <= 500; m++) {
		for (int half = 0; half < 2; half++) {
			double t = half == 0 ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
			                     : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
			d = 1 + t * d;
			c = 1 + t / c;
			d = 1 / (fabs(d) < tiny ? tiny : d);
			c = fabs(c) < tiny ? tiny : c;
			result *= d * c;
		}
		if (fabs(d * c - 1) < 1e-14)
			break;
	}
	return result;
}

static double
beta(double a, double b, double x)
{
	if (x <= 0 || x >= 1)
		return x >= 1;
	double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
	return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a : 1 - front * beta_fraction(b, a, 1 - x) / b;
}

static double
beta_quantile(double a, double b, double p)
{
	double low = 0, high = 1;
	for (int i = 0; i < 100; i++) {
		double middle = (low + high) / 2;
		if (beta(a, b, middle) < p)
			low = middle;
		else
			high = middle;
	}
	return (low + high) / 2;
}

void
interval_exact(size_t hits, size_t n, double *out_low, double *out_high)
{
	double k = (double)hits, rest = (double)(n - hits);
	*out_low = hits == 0 ? 0 : beta_quantile(k, rest + 1, 0.025);
	*out_high = hits == n ? 1 : beta_quantile(k + 1, rest, 0.975);
}

size_t
interval_order(size_t n, double share, double doubt)
{
	size_t low = 1, high = n;
	/* The chance that K of N or more lie below the point that SHARE exceeds: then score K is beyond it no longer. */
	if (n == 0 || beta((double)n, 1, 1 - share) > doubt)
		return 0;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (beta((double)middle, (double)(n - middle + 1), 1 - share) <= doubt)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}
