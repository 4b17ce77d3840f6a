namespace SegEdge.Fleet.Analysis;

/// <summary>How a kind of number is compared: shares by difference, rates by ratio.</summary>
internal interface IScale
{
    /// <summary>How far the slice is from the whole fleet, 0 where it is as that.</summary>
    double Deviation(double hits, double trials, double usual);

    /// <summary>Of <see cref="Deviation"/>, by counting alone, bursts included.</summary>
    double Variance(double hits, double trials);

    /// <summary>False where a rest without any hit cannot be held against.</summary>
    bool CanCompare(double expected);

    /// <param name="spread">Variance of deviations from camera to camera in a healthy fleet.</param>
    /// <param name="cameras">That the slice is made of; <paramref name="others"/> the rest of the fleet.</param>
    Comparison Compare(double hits, double trials, double expected, double expectedVariance, double spread, int cameras, int others, double z);
}
