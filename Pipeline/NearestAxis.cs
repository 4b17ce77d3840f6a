namespace SegEdge.Pipeline;

/// <summary>Along one axis, the map pixel that the centre of each camera pixel lies in: nearest neighbour by pixel centres, in whole numbers, so that the way
/// back is exact. (Plain nearest, by pixel corners, is off by up to a pixel.)</summary>
/// <param name="Start">First pixel of the map that shows the picture; what lies around is padding.</param>
/// <param name="Length">Pixels of the map that show the picture, 1 or more.</param>
/// <param name="InCamera">Pixels of the camera, 1 or more.</param>
internal readonly record struct NearestAxis(int Start, int Length, int InCamera)
{
    /// <param name="camera">In [0, InCamera).</param>
    /// <returns>In [Start, Start + Length).</returns>
    public int this[int camera] => Start + (int)(((2L * camera) + 1) * Length / (2L * InCamera));

    /// <returns>The first camera pixel that lies in map pixel <paramref name="map"/> or a later one; InCamera if none does.</returns>
    public int FirstIn(int map)
    {
        // floor((2x + 1) L / 2N) >= m, solved for x.
        var numerator = (2L * InCamera * (map - Start)) - Length;
        return numerator <= 0 ? 0 : (int)Math.Min(InCamera, (numerator + (2L * Length) - 1) / (2L * Length));
    }
}
