package org.annals.magnetindex.head;

class InMemoryCatalogueStoreTest extends CatalogueStoreContract {
  @Override
  protected CatalogueStore create() {
    return new InMemoryCatalogueStore();
  }

  @Override
  protected CatalogueStore reopen(CatalogueStore before) {
    return before;
  }
}
