impl Prices {
    ///
    /// **Price:** one unit is one image. The units of a request: the count of `input.num_images`.
    async fn image(&self, input: In) -> Result<Out> {}
    ///
    /// **Price:** one unit is one megapixel. The units of a request: the megapixels of `input.image_size`, rounded up, times the count of 2, times 1.5, rounded up to a whole number, at least 1, at most 8.
    async fn megapixel(&self, input: In) -> Result<Out> {}
    ///
    /// **Price:** one unit is one megapixel. The units of a request: the megapixels of each of `output.images`, rounded up, added.
    async fn pictures(&self, input: In) -> Result<Out> {}
    ///
    /// **Price:** one unit is one second. The units of a request: the seconds of `output.video`.
    async fn video(&self, input: In) -> Result<Out> {}
    ///
    /// **Price:** one unit is 1000 characters. The units of a request: one for each 1000 characters of `input.prompt`, rounded down, but not less than one.
    async fn text(&self, input: In) -> Result<Out> {}
    ///
    /// **Price:** one unit is `a 'letter'`. The units of a request: one for each 1 characters of `input.prompt`, rounded down, but not less than one.
    async fn letter(&self, input: In) -> Result<Out> {}
    ///
    /// **Price:** one unit is one request. The units of a request: 2 for each request, times `if input.hd { 2 } else { 0.5 }`. A request costs 1 to 4.
    async fn flat(&self, input: In) -> Result<Out> {}
    ///
    /// **Price:** the units of a request: `match input.size { Size::Small => 1, _ => 4 }`, at most 3. A request costs 1 to 3.
    async fn units(&self, input: In) -> Result<Out> {}
    ///
    /// **Price:** the units of a request: what the method says, at least 1.
    async fn custom(&self, input: In) -> Result<Billed<Out>> {}
    /// Costs nothing.
    ///
    /// **Price:** free.
    async fn free(&self, input: In) -> Result<Out> {}
    ///
    /// **Price:** the seconds of the machine, as the platform counts them.
    async fn compute(&self, input: In) -> Result<Out> {}
    ///
    /// **Price:** one unit is one image. The units of a request: the count of `output.images` of all delivered items.
    async fn items(&self, input: In) -> Result<impl Stream<Item = Result<Out>>> {}
    ///
    /// **Price:** one unit is one request. The units of a request: 1 for each request, once an item was delivered.
    async fn stream(&self, input: In) -> Result<impl Stream<Item = Result<Out>>> {}
    async fn wrong(&self, input: In) -> Result<Out> {}
    async fn unstated(&self, input: In) -> Result<Out> {}
}
