using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Simulation;

/// <summary>Heat maps with a hill where the model looked: on the thing in the middle of the lower half, or beside it where it leans on context.</summary>
internal static class SimulatedHeat
{
    public static readonly GridSize Cells = new(32, 18);

    public static byte[] Encode(bool leansOnContext, PixelRect frame, Random random)
    {
        var (x0, y0) = leansOnContext ? (6.0, 5.0) : (16.0, 11.0);
        x0 += 1.5 * SimulatedNature.Normal(random);
        y0 += SimulatedNature.Normal(random);
        var values = new float[Cells.W * Cells.H];
        for (var i = 0; i < values.Length; i++)
        {
            var (dx, dy) = (i % Cells.W - x0, i / Cells.W - y0);
            values[i] = (float)(Math.Exp(-(dx * dx + dy * dy) / 18) + 0.1 * (random.NextDouble() - 0.3));
        }

        return HeatCodec.Encode(values, Cells, frame, keepSign: true);
    }
}
