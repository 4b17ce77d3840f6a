using SegEdge.Camera.Simulation;

namespace SegEdge.Camera.Tests;

/// <summary>One simulated picture and its truth, to look at.</summary>
internal sealed record Picture(byte[] Bgr, byte[] Classes)
{
    public static Picture Of(FieldScene scene, long frame)
    {
        var picture = new Picture(new byte[scene.Size.Pixels * 3], new byte[scene.Size.Pixels]);
        scene.Render(frame, picture.Bgr, picture.Classes);
        return picture;
    }

    /// <summary>Of all pixels, 0..1.</summary>
    public double Share(byte label) => Classes.Count(c => c == label) / (double)Classes.Length;

    /// <summary>Mean brightness, 0..255.</summary>
    public double Brightness => Bgr.Average(v => (double)v);
}
