namespace SegEdge.Explain.Tests;

public sealed class SmoothFieldTests
{
    [Fact]
    public void BetweenCentres_IsLinear_BeyondThem_IsConstant()
    {
        var pixels = new float[8];
        new SmoothField(new PixelRect(0, 0, 8, 1), 8).Fill([0, 1], 2, 1, pixels);
        // Cells of 4 px, centres at 2 and 6; pixel centres at 0.5, 1.5, ...
        Assert.Equal([0, 0, 0.125f, 0.375f, 0.625f, 0.875f, 1, 1], pixels);
    }

    [Fact]
    public void AShift_MovesTheWindow_AndSinglePointsAgree()
    {
        var content = new PixelRect(2, 1, 12, 9);
        float[] lattice = [0, 1, 0, 1, 1, 0, 0.5f, 0.25f, 1, 0, 0, 1];
        var pixels = new float[16 * 12];
        new SmoothField(content, 16).Fill(lattice, 4, 3, 4, 4.5, 1.7, 2.3, pixels);
        for (var y = 0; y < content.Height; y++)
            for (var x = 0; x < content.Width; x++)
                Assert.Equal(SmoothField.At(lattice, 4, 3, 4, 4.5, x + 0.5 + 1.7, y + 0.5 + 2.3), pixels[((y + 1) * 16) + x + 2], 1e-6);
        Assert.Equal(0, pixels[0]); // padding is not written
    }
}
